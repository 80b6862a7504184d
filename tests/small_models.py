"""Two small models that are not ours: one with options and criteria, one nested and asking owners.

The smallest that load, so that a test can change a word and say what that changes.
"""

OPTIONS = """
model: {id: data-care, title: "Care for data", version: 1.0.0}
scales:
  done:
    options:
      - {value: No, name: "No", number: 0, meaning: "Nothing of it is in place."}
      - {value: "0.25", name: Partly}
      - {value: largely, name: Largely, number: 0.85}
      - {value: fully, name: Fully, number: 1, meaning: "All of it, everywhere."}
profiles:
  - {code: core, title: Core items}
  - {code: extended, title: All items}
domains:
  - code: DAT
    title: Data
    activities:
      - code: INV
        title: Inventory
        items:
          - code: INV-1
            scale: done
            text: "We know which data we hold."
            referent: department
            criteria:
              - {code: INV-1-A, text: "There is a list.", caps_at: largely}
              - {code: INV-1-B, text: "Somebody keeps it.", caps_at: "0.25"}
          - {code: INV-2, scale: done, text: "We know where it lies.", profiles: [extended]}
      - code: DEL
        title: Deletion
        items:
          - {code: DEL-1, scale: done, text: "We delete what we do not need.", profiles: [extended]}
"""

NESTED = """
model: {id: talking, title: "Talking to people", version: 2.1.0}
scales:
  hours:
    levels:
      - {level: 0, name: None, from_hours: 0}
      - {level: 1, name: Some, from_hours: 1}
      - {level: 2, name: Enough, from_hours: 6}
  practice:
    reading_rule: "Choose the last one that is true."
    levels:
      - {level: 1, name: Seldom, meaning: "Once a year or less."}
      - {level: 2, name: Often}
      - {level: 3, name: Always}
audiences:
  leads: {pooled: true, asked_if_any: {ROLE: [lead]}}
profile_questions:
  - code: ROLE
    text: "What is your role?"
    options: [{code: staff, text: Staff}, {code: lead, text: Lead}]
ownership_questions:
  today:
    stem: "Who makes sure that {phrase}?"
    options: [{code: nobody, text: Nobody}]
    dont_know: "No idea"
  should:
    stem: "Who should?"
    line: "That {should_phrase}"
    options: [{code: nobody, text: Nobody}]
    dont_know: "No view"
department_facts: {hours_scale: hours, authority_scale: practice}
department_types: [it, other]
domains:
  - code: OUT
    title: Outside
    domains:
      - code: OUT-L
        title: Listening
        headline_activity: HEAR
        should_phrase: "somebody listens"
        activities:
          - code: HEAR
            title: Hearing
            phrase: "we hear what is said"
            capability_from: [HEAR-1]
            usual_raci: {A: it, R: [it]}
            items:
              - {code: HEAR-1, scale: practice, text: "We listen.", referent: department}
              - {code: HEAR-2, scale: practice, text: "We write down what we hear."}
              - {code: HEAR-3, scale: practice, text: "We listen together.", audience: leads}
      - code: OUT-A
        title: Answering
        headline_activity: SAY
        should_phrase: "somebody answers"
        activities:
          - code: SAY
            title: Saying
            phrase: "we answer"
            phase: transition
            capability_from: [SAY-1]
            usual_raci: {A: other, R: [other]}
            items:
              - {code: SAY-1, scale: practice, text: "We answer.", referent: department}
"""
