"""Do what every front end offers, as verbs on values. The desk prints nothing and asks nothing.

Imports nothing, so that reading stays fast; import the module that has the verb.
"""
