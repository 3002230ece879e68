"""The job that a person practises for: what its description asks for, and which answers show it.

    document.py    a file or stdin -> its text: plain, Markdown or PDF
    sections.py    text -> sentences and list items, each under its heading
    extract.py     those -> `Job`: values.py, skills.py and duties.py find terms
    labels.py      a piece of a sentence -> a term: its label and the stems to look for
    stems.py       words without their endings
    cover.py       an answer's words and a job -> what is in them of it
    stories.py     several answers -> which tell the same story
    overview.py    all kept answers and a job -> which show what, which story comes too often
    kept.py        the job in the history

What is English in it is data (data/job_en.toml). There is one job at a time, kept in the history as text.
"""
