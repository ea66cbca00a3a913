"""What a rule book holds, as frozen records: questions, conditions, rules, words, promises."""
