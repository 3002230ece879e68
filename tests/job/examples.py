"""A job, and what somebody might say who wants it: two tellings of each of three stories from one ward."""

from __future__ import annotations

NURSE = """\
Staff Nurse, Elderly Care
St Anne's Hospital

Main duties
Administer medication safely and keep accurate records
Carry out observations and escalate concerns to the medical team
To act as named nurse for a group of patients

Person specification
Experience of discharge planning
Ability to stay calm under pressure and to prioritise
Knowledge of tissue viability

Our values
We value compassion, respect and working together.

What we offer
Free parking and experience with pension schemes
"""

ROTA = (
    "Our night rota was cut to two carers last winter, and I told Moira, the matron, that it could not work with "
    "thirty-four residents. I kept a list of the call bells for five nights, nineteen of them between four and six. "
    "Head office gave us the third carer back and we had no falls until spring.",
    "I would say when I stood up to Moira about the rota. There were only two carers left for the nights. So I wrote "
    "down every bell, five nights long, and took the list to head office. They put a third carer on again, and nobody "
    "fell after that.",
)
BAKER = (
    "We had a gentleman with dementia who wandered along the corridor at four every night. His daughter told me that "
    "he used to be a baker. So the kitchen let him lay the breakfast trolleys at five, in an apron. Then he slept.",
    "There was this old baker with dementia. He wandered at night, and people just sent him back to bed. I rang his "
    "daughter, then I asked the kitchen for an apron, and he laid the breakfast trolleys with them each morning.",
)
PUMP = (
    "A syringe pump was set to ten times the dose, by an agency nurse. I noticed at handover since the alarm had been "
    "muted. I stopped it, called the registrar, filled in the incident form, and sat with the agency nurse afterwards.",
    "At a handover I saw that somebody had muted the alarm of a syringe pump. It ran at ten times the dose. I stopped "
    "it at once and got the registrar. We wrote the incident form together with the nurse, who was from an agency.",
)
TELLINGS = (*ROTA, *BAKER, *PUMP)
