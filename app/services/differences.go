package services

import (
	"slices"
	"strconv"
	"strings"

	"approdo/app/i18n"
)

// Line is one thing a version says: What names it ("name", "least", "output" …),
// Detail which one (a language, a mode, an output, a service area) where there are
// several, Value what it says.
type Line struct{ What, Detail, Value string }

// Yes is the value of a line that only says that something holds.
const Yes = "yes"

// Difference is one line that two versions say differently; "" where one does not
// say it.
type Difference struct{ What, Detail, Was, Is string }

// Differences compares two versions of a standard, in the order a card is read.
func Differences(was, is *Standard) []Difference {
	var all []Difference
	before, after := was.Lines(), is.Lines()
	find := func(lines []Line, x Line) string {
		i := slices.IndexFunc(lines, func(y Line) bool { return y.What == x.What && y.Detail == x.Detail })
		if i < 0 {
			return ""
		}
		return lines[i].Value
	}
	for _, x := range after {
		if old := find(before, x); old != x.Value {
			all = append(all, Difference{x.What, x.Detail, old, x.Value})
		}
	}
	for _, x := range before {
		if find(after, x) == "" {
			all = append(all, Difference{x.What, x.Detail, x.Value, ""})
		}
	}
	return all
}

// Lines is everything the version says, nothing for what it leaves open.
func (s *Standard) Lines() []Line {
	var all []Line
	add := func(what, detail, value string) {
		if value != "" {
			all = append(all, Line{what, detail, value})
		}
	}
	for _, l := range i18n.Languages() {
		add("name", l.Tag, s.Name[l.Tag])
		add("purpose", l.Tag, tidyLines(s.Purpose[l.Tag]))
		add("activities", l.Tag, tidyLines(s.Activities[l.Tag]))
	}
	s.Rules.lines(add)
	o := s.Official
	for _, x := range []Line{
		{"official", "purpose", o.Purpose}, {"official", "activities", o.Activities}, {"official", "modes", o.Modes},
		{"official", "access", o.Access}, {"official", "output", o.Output}, {"official", "technical", o.Technical},
		{"official", "professional", o.Professional}, {"official", "operational", o.Operational},
	} {
		add(x.What, x.Detail, tidyLines(x.Value))
	}
	return all
}

func (r *Rules) lines(add func(what, detail, value string)) {
	for _, mode := range Modes() {
		if limit, allowed := r.Modes[mode]; allowed {
			add("mode", string(mode), Yes)
			add("least", string(mode), number(limit.Min))
			add("most", string(mode), number(limit.Max))
		}
	}
	add("both", "", yes(r.Both))
	add("total_least", "", number(r.Total.Min))
	add("total_most", "", number(r.Total.Max))
	add("meetings", "", number(r.Meetings))
	add("after", "", strings.Join(r.Access.After, ", "))
	add("after_all", "", yes(r.Access.All))
	add("together", "", yes(r.Access.Together))
	for _, need := range r.Access.Needs {
		add("need", string(need), Yes)
	}
	for _, o := range r.Outputs {
		add("output", string(o), Yes)
	}
	for _, o := range r.Results {
		add("result", string(o), Yes)
	}
	for _, area := range r.Areas {
		add("area", area, Yes)
	}
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yes(b bool) string {
	if b {
		return Yes
	}
	return ""
}
