"""The local web app: pages that parse, call one workflow and render. Needs the optional libraries of ``fourwinds[web]``."""
