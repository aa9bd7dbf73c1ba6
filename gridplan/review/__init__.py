"""The review app: a local server in which people finish a plan.

What people do is a log of edits beside the plan; the plan at any revision is the plan document
with the edits up to it. `store` keeps the log, `operations` say what an edit does, `desk` puts
both together, `guard` stands before everything, `routes` lists what may be asked.
"""
