"""Two valid general models whose broken variants stand in broken_general.txt."""

LEVELS = """
model: {id: levels-only, title: "Levels only", version: 1.0.0}
scales:
  grade:
    ordinal: true
    options: [{value: no, name: "No"}, {value: partly, name: "Partly"}, {value: yes, name: "Yes"}]
  step:
    levels:
      - {level: 0, name: "None"}
      - {level: 1, name: "First"}
      - {level: 2, name: "Second"}
  percent:
    options: [{value: 0, name: "0 %"}, {value: 50, name: "50 %"}, {value: 100, name: "100 %"}]
profiles:
  - {code: short, title: "Short"}
  - {code: long, title: "Long"}
domains:
  - code: TOP
    title: "Top"
    domains:
      - code: MID
        title: "Middle"
        activities:
          - code: DEEP
            title: "Deep"
            target_level: 2
            level_rule: {rule: cumulative, scale: step, at_least: partly, lower_among: [yes]}
            items:
              - {code: DEEP-1, scale: grade, level: 1, text: "One?", profiles: [long]}
              - code: DEEP-2
                scale: grade
                level: 2
                text: "Two?"
                criteria: [{code: DEEP-2-a, text: "Written?", caps_at: partly}]
                anchors:
                  - {option: no, text: "Never."}
                  - {option: partly, text: "At times."}
                  - {option: yes, text: "Always."}
    activities:
      - code: FLAT
        title: "Flat"
        target: 60
        score_rule: {rule: mean}
        level_rule:
          rule: bands
          scale: step
          bands:
            - {value: 0}
            - {value: 1, above: 15}
            - {value: 2, from: 85}
        items:
          - {code: FLAT-1, scale: percent, text: "How many?"}
rules:
  answers: {dont_know: not_met, not_applicable: exclude}
  rounding: {decimals: 0, method: cut}
  scoring:
    activities: {score: {rule: none}}
    domains: {score: {rule: none}, level: {rule: minimum}}
    overall:
      score: {rule: none}
      target_level: 1
      level:
        rule: staged
        scale: step
        stages:
          - {level: 1, needs: [{areas: [MID, FLAT], at_least: 1}]}
          - {level: 2, needs: [{areas: [DEEP], at_least: 2}]}
  gates:
    - code: GO
      title: "Go"
      tests:
        - {of: FLAT, at_least: 50}
        - {of: TOP, figure: level, at_least: 1}
"""

SUMS = """
model: {id: sums, title: "Sums", version: 1.0.0}
scales:
  part:
    options:
      - {value: none, name: "None", number: 0}
      - {value: some, name: "Some", number: 0.25}
      - {value: "0.5", name: "Half"}
      - {value: all, name: "All", number: 1}
  five:
    levels:
      - {level: 1, name: "Poor"}
      - {level: 2, name: "Fair"}
      - {level: 3, name: "Good"}
domains:
  - code: ADD
    title: "Adding"
    weight: 2
    activities:
      - code: STREAM
        title: "Streams"
        target: 1.5
        score_rule: {rule: additive}
        items:
          - {code: S1, scale: part, level: 1, text: "S1?"}
          - {code: S2, scale: part, level: 2, text: "S2?", weight: 3}
      - code: COUNT
        title: "Counting"
        score_rule: {rule: share, among: [some, all], onto: [0, 2]}
        items:
          - {code: C1, scale: part, text: "C1?"}
          - {code: C2, scale: part, text: "C2?"}
  - code: TAKE
    title: "Taking"
    score_rule: {rule: deduction, of: items, start: 10}
    activities:
      - code: OFF
        title: "Off"
        items:
          - {code: O1, scale: five, text: "O1?", weight: 5, target: 3}
          - {code: O2, scale: five, text: "O2?"}
rules:
  scoring:
    overall: {score: {rule: mean, onto: [0, 100]}, target: 80}
"""
