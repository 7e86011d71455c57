package imports

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"approdo/app/fault"
	"approdo/app/people"
)

// read is what the cells of a row say, with what cannot be read or kept.
func (x teller) read(cells []string, now time.Time) (told, []Problem) {
	var t told
	var given, surname string
	var bad []Problem
	data := map[string]string{}
	for i, field := range x.fields {
		cell, key := cells[i], ""
		switch field {
		case "", Level:
		case "number":
			t.number = cell
		case "fiscal_code":
			t.who.FiscalCode, key = cell, wrongCode(cell)
		case "full_name":
			t.who.Name = cell
		case "given":
			given = cell
		case "surname":
			surname = cell
		case "born_on":
			var ok bool
			if t.who.BornOn, ok = dayOf(cell); !ok {
				key = "imports.error.born_on"
			}
		default:
			data[field], key = x.value(*RuleOf(x.kind.Name, field), cell)
		}
		if key != "" {
			bad = append(bad, Problem{Column: i, Key: key})
		}
	}
	if name := strings.TrimSpace(given + " " + surname); name != "" {
		t.who.Name = name
	}
	bad = x.infer(data, cells, bad)
	clean, err := x.kind.Prepare(data, now)
	t.line.Data = clean
	return t, x.sorted(bad, err)
}

// wrongCode is why a codice fiscale cannot be read, "" for none.
func wrongCode(cell string) string {
	_, err := people.ParseFiscal(cell)
	if flt, ok := fault.As(err); ok && cell != "" {
		return flt.Key
	}
	return ""
}

// sorted adds to the cells that cannot be read those that may not be kept.
func (x teller) sorted(bad []Problem, err error) []Problem {
	flt, ok := fault.As(err)
	if ok {
		for _, field := range flt.Fields {
			column := x.columnOf(field.Name, "title")
			if !slices.ContainsFunc(bad, func(p Problem) bool { return p.Column == column }) {
				bad = append(bad, Problem{Column: column, Key: field.Key, Args: field.Args})
			}
		}
	}
	slices.SortFunc(bad, func(a, b Problem) int { return a.Column - b.Column })
	return bad
}

// value reads a cell as the rule wants it; key says why it cannot be read.
func (x teller) value(r people.Rule, cell string) (value, key string) {
	ok := true
	switch r.Type {
	case "date":
		var day time.Time
		if day, ok = dayOf(cell); cell != "" {
			value = day.Format(time.DateOnly)
		}
		key = "imports.error.born_on"
	case "month":
		value, ok = monthOf(cell)
		key = "people.error.entry_month"
	case "year":
		value, ok = yearOf(cell)
		key = "people.error.entry_year"
	case "flag":
		value, ok = flagOf(cell)
		key = "imports.error.flag"
	case "country":
		value, ok = x.country(cell)
		key = "imports.error.country"
	case "language":
		value, ok = x.tongue(cell)
		key = "imports.error.tongue"
	case "choice":
		value, ok = choiceOf(x.kind.Name, r, cell)
		key = "imports.error.choice"
	default:
		value = cell
	}
	if ok {
		return value, ""
	}
	return "", key
}

// inBrackets is a title with its level: "Diploma di conservatorio (ISCED 6)".
var inBrackets = regexp.MustCompile(`(?i)^(.+?)\s*\(\s*isced\s*([0-8])\s*\)$`)

// infer fills in what a file says in another column: the level of a title, all five
// levels of a language, the type of what is past.
func (x teller) infer(data map[string]string, cells []string, bad []Problem) []Problem {
	switch x.kind.Name {
	case "education":
		if i := slices.Index(x.fields, "isced"); i >= 0 && cells[i] != "" {
			return bad
		}
		if m := inBrackets.FindStringSubmatch(data["title"]); m != nil {
			data["isced"], data["title"] = m[2], m[1]
			return bad
		}
		if data["isced"] = levelOf(data["title"]); data["isced"] == "" && data["title"] != "" {
			bad = append(bad, Problem{Column: x.columnOf("isced", "title"), Key: "imports.error.level"})
		}
	case "language":
		return x.inferLevel(data, cells, bad)
	case people.Past:
		if data["type"] == "" && slices.Index(x.fields, "type") < 0 {
			data["type"] = "contact"
		}
	}
	return bad
}

func (x teller) inferLevel(data map[string]string, cells []string, bad []Problem) []Problem {
	i := slices.Index(x.fields, Level)
	if i < 0 || cells[i] == "" {
		return bad
	}
	if signs(cells[i]) == "madrelingua" || signs(cells[i]) == "mother tongue" {
		data["mother"] = "1"
		return bad
	}
	level, ok := choiceOf("language", *RuleOf("language", "reading"), cells[i])
	if !ok {
		return append(bad, Problem{Column: i, Key: "imports.error.choice"})
	}
	for _, field := range []string{"listening", "reading", "speaking", "interaction", "writing"} {
		if data[field] == "" {
			data[field] = level
		}
	}
	return bad
}

// columnOf is where the first of some fields stands that has a column.
func (x teller) columnOf(fields ...string) int {
	for _, f := range fields {
		if i := slices.Index(x.fields, f); i >= 0 {
			return i
		}
	}
	return 0
}
