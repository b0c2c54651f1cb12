"""The desk: what every front end does with a timeline, as verbs over values. It prints nothing and asks nothing.

This face imports nothing, so that reading stays fast: import the module that holds the verb.
"""
