"""The timeline as pages: complete without scripts, read-only, and with nothing from any other host.

:mod:`pages` defines a type for each kind of page; modules such as :mod:`timeline_page` and :mod:`entry_page` fill it
from the file. :mod:`rendering` turns it into HTML, :mod:`band` draws the overview, and :mod:`app` answers requests.
:mod:`publication` writes the same pages and templates as files, from a :mod:`book`.
"""
