"""The timeline as pages: complete without scripts, read-only, and with nothing from any other host.

:mod:`pages` reads what a page says into plain values, :mod:`rendering` makes HTML of them, :mod:`band` draws the
overview, and :mod:`app` answers requests. The same pages and templates are published as files.
"""
