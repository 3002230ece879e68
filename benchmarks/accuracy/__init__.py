"""How true the numbers are: every claim of docs/accuracy.md, measured on labelled speech.

    python -m benchmarks.accuracy [--data ../shared/data] [--only PART ...] [--print]

Each part is a module with one function, `measure(data)`, that returns its section in Markdown.
"""
