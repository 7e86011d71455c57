package services

import (
	"fmt"
	"slices"
)

// MostMinutes is the longest a limit may be: a hundred hours.
const MostMinutes = 100 * 60

// problems says in the developer's words what is wrong with a shipped standard.
// codes are those of its repertoire.
func (s *Standard) problems(codes []string, areas []Area) []string {
	var all []string
	note := func(bad bool, format string, args ...any) {
		if bad {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	same := 0
	for _, code := range codes {
		if code == s.Code {
			same++
		}
	}
	note(same != 1, "the code stands %d times", same)
	note(s.Audience != ForPeople && s.Audience != ForEmployers, "audience %q", s.Audience)
	note(s.Edition < 1, "edition %d", s.Edition)
	note(s.Name["it"] == "", "no Italian name")
	for _, problem := range s.Rules.problems(s.Code, codes) {
		note(true, "%s", problem)
	}
	for _, code := range s.Rules.Areas {
		note(!slices.ContainsFunc(areas, func(a Area) bool { return a.Code == code }), "no service area %q", code)
	}
	return all
}

// problems are what no rule may hold, whoever wrote it.
func (r *Rules) problems(code string, codes []string) []string {
	var all []string
	for mode, limit := range r.Modes {
		if !slices.Contains(Modes(), mode) {
			all = append(all, fmt.Sprintf("mode %q", mode))
		}
		if !limit.sound() {
			all = append(all, fmt.Sprintf("limits of %s", mode))
		}
	}
	if !r.Total.sound() {
		all = append(all, "limits of the total")
	}
	if _, office := r.Modes[BackOffice]; r.Both && (!office || len(r.Modes) < 2) {
		all = append(all, "both parts asked for, but one has no mode")
	}
	for _, before := range r.Access.After {
		if before == code || !slices.Contains(codes, before) {
			all = append(all, fmt.Sprintf("access after %q", before))
		}
	}
	for _, need := range r.Access.Needs {
		if !slices.Contains(Needs(), need) {
			all = append(all, fmt.Sprintf("access needs %q", need))
		}
	}
	for _, o := range slices.Concat(r.Outputs, r.Results) {
		if o.Evidence() == nil {
			all = append(all, fmt.Sprintf("output %q", o))
		}
	}
	return all
}

func (l Limit) sound() bool {
	return l.Min >= 0 && l.Max >= 0 && l.Min <= MostMinutes && l.Max <= MostMinutes && (l.Max == 0 || l.Min <= l.Max)
}

// Zero reports whether there is no limit at all.
func (l Limit) Zero() bool { return l == Limit{} }
