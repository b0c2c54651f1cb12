"""Let an editor review proposals in the browser: pages that write, through the verbs of the desk."""
