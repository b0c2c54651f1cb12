"""Read a timeline file: filter, page, search and count entries, match names, and make records. Imports nothing."""
