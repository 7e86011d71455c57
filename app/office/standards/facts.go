package standards

import (
	"strconv"
	"strings"

	"approdo/app/services"
	"approdo/app/web"
)

// ruleFacts says what a version asks for, one fact for each kind of rule.
func ruleFacts(r *web.Request, rules *services.Rules) []web.Fact {
	var all []web.Fact
	add := func(key, value string) {
		if value != "" {
			all = append(all, web.Fact{Label: r.T(key), Value: value})
		}
	}
	for _, mode := range services.Modes() {
		if limit, allowed := rules.Modes[mode]; allowed {
			add("office.standard.mode."+string(mode), spanText(r, limit))
		}
	}
	if !rules.Total.Zero() {
		add("office.standard.whole", spanText(r, rules.Total))
	}
	if rules.Both {
		add("office.standard.what.both", r.T("office.standard.yes"))
	}
	if rules.Meetings > 1 {
		add("office.standard.what.meetings", "≥ "+strconv.Itoa(rules.Meetings))
	}
	add("office.standard.what.after", beforeText(r, rules.Access))
	add("office.standard.what.need", named(r, "office.standard.need.", rules.Access.Needs))
	add("office.standard.what.output", named(r, "office.standard.output.", rules.Outputs))
	add("office.standard.what.result", named(r, "office.standard.result.", rules.Results))
	add("office.standard.what.area", strings.Join(rules.Areas, ", "))
	return all
}

// beforeText names the services that open the way and how many of them must have
// come: "A.3, A.4 · Ne basta uno".
func beforeText(r *web.Request, a services.Access) string {
	if len(a.After) == 0 {
		return ""
	}
	words := []string{strings.Join(a.After, ", ")}
	switch {
	case len(a.After) > 1 && a.All:
		words = append(words, r.T("office.standard.after.all"))
	case len(a.After) > 1:
		words = append(words, r.T("office.standard.after.any"))
	}
	if a.Together {
		words = append(words, r.T("office.standard.what.together"))
	}
	return strings.Join(words, " · ")
}

func spanText(r *web.Request, l services.Limit) string {
	if l.Zero() {
		return r.T("office.standard.nolimit")
	}
	return minutesText(l)
}

func named[T ~string](r *web.Request, prefix string, all []T) string {
	var words []string
	for _, x := range all {
		words = append(words, r.T(prefix+string(x)))
	}
	return strings.Join(words, "\n")
}
