"""The timeline as pages: complete without scripts, read-only, and with nothing from any other host.

:mod:`pages` defines what each kind of page says, modules such as :mod:`timeline_page` and :mod:`entry_page` read it;
:mod:`rendering` makes HTML of it, :mod:`band` draws the overview, and :mod:`app` answers requests. The same pages and
templates are published as files: what :mod:`publication` writes is read by :mod:`book`.
"""
