package office

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"approdo/app/accesses"
	"approdo/app/desks"
	"approdo/app/i18n"
	"approdo/app/services"
	"approdo/app/web"
)

// factsOf reads the facts of a contact from a form whose names begin with prefix. A
// number that is none is one that no rule allows.
func factsOf(f *web.Form, prefix string) accesses.Facts {
	get := func(name string) string { return f.Get(prefix + name) }
	minutes, err := strconv.Atoi(get("minutes"))
	if err != nil {
		minutes = -1
	}
	facts := accesses.Facts{
		Name: get("name"), Lang: get("lang"), Channel: accesses.Channel(get("channel")), Need: get("need"), Answer: get("answer"),
		Outcome: accesses.Outcome(get("outcome")), Mediator: get("mediator"), MediatorUsed: f.Checked(prefix + "mediator_used"), Minutes: minutes,
	}
	if day, err := desks.ParseDate(get("follow_up")); err == nil {
		facts.FollowUp = day
	}
	return facts
}

// setFacts fills a form with facts.
func setFacts(f *web.Form, x accesses.Facts) {
	for name, value := range map[string]string{
		"name": x.Name, "lang": x.Lang, "channel": string(x.Channel), "need": x.Need, "answer": x.Answer, "outcome": string(x.Outcome),
		"mediator": x.Mediator, "minutes": fmt.Sprint(x.Minutes),
	} {
		f.Set(name, value)
	}
	if x.MediatorUsed {
		f.Set("mediator_used", "1")
	}
	if !x.FollowUp.IsZero() {
		f.Set("follow_up", x.FollowUp.String())
	}
	for _, code := range x.Codes {
		f.Set(codeName(code), "1")
	}
}

// lineFields are the one line of a row written by hand.
func lineFields(r *web.Request, f *web.Form, areas []services.Area) []web.Field {
	if f.Get("area") == "" && len(areas) > 0 {
		f.Set("area", fmt.Sprint(areas[0].ID))
	}
	return []web.Field{
		f.Bind(web.Field{Name: "clock", Type: "time", Either: true, Label: r.T("office.access.clock")}),
		f.Bind(channelSelect(r)),
		f.Bind(web.Field{Name: "area", Type: "select", Either: true, Label: r.T("office.new.area"), Options: areaOptions(r, areas)}),
		f.Bind(web.Field{Name: "need", Type: "text", Either: true, Label: r.T("office.access.need"), Max: accesses.MaxNeed, Autocomplete: "off"}),
		f.Bind(outcomeSelect(r)),
		f.Bind(minutesField(r)),
		f.Bind(languageSelect(r)),
	}
}

// restFields are what a line may say besides.
func restFields(r *web.Request, f *web.Form, ch *queueChoice, day desks.Date) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "name", Type: "text", Label: r.T("office.access.name"), Hint: r.T("office.access.name.hint"), Max: accesses.MaxName, Autocomplete: "off"}),
		operatorSelect(r, f, ch),
		f.Bind(web.Field{Name: "answer", Type: "textarea", Label: r.T("office.access.answer"), Max: accesses.MaxAnswer, Rows: 2}),
		f.Bind(mediatorSelect(r)),
		f.Bind(web.Field{Name: "mediator_used", Type: "checkbox", Either: true, Label: r.T("office.access.mediator.used")}),
		f.Bind(followUpSelect(r, f, day)),
	}
}

// operatorSelect proposes the operator of the choice.
func operatorSelect(r *web.Request, f *web.Form, ch *queueChoice) web.Field {
	if f.Get("operator") == "" {
		f.Set("operator", fmt.Sprint(ch.operator))
	}
	return f.Bind(web.Field{Name: "operator", Type: "select", Either: true, Label: r.T("office.new.operator"), Options: operatorOptions(ch.operators, 0)})
}

func areaOptions(r *web.Request, areas []services.Area) []web.Option {
	var all []web.Option
	for i := range areas {
		all = append(all, web.Option{Value: fmt.Sprint(areas[i].ID), Label: r.L.Plain(areas[i].Name)})
	}
	return all
}

func channelSelect(r *web.Request) web.Field {
	x := web.Field{Name: "channel", Type: "select", Either: true, Label: r.T("office.access.channel")}
	for _, ch := range accesses.Channels {
		x.Options = append(x.Options, web.Option{Value: string(ch), Label: r.T("office.access.channel." + string(ch))})
	}
	return x
}

func outcomeSelect(r *web.Request) web.Field {
	x := web.Field{Name: "outcome", Type: "select", Either: true, Label: r.T("office.access.outcome")}
	for _, o := range accesses.Outcomes {
		x.Options = append(x.Options, web.Option{Value: string(o), Label: r.T("office.access.outcome." + string(o))})
	}
	return x
}

func minutesField(r *web.Request) web.Field {
	return web.Field{Name: "minutes", Type: "text", Either: true, InputMode: "numeric", Max: 3, Label: r.T("office.access.minutes"), Autocomplete: "off"}
}

func languageSelect(r *web.Request) web.Field {
	return web.Field{Name: "lang", Type: "select", Either: true, Label: r.T("office.appointment.lang"), Options: r.LanguageNames()}
}

func mediatorSelect(r *web.Request) web.Field {
	options := append([]web.Option{{Value: "", Label: r.T("office.new.mediator.no")}}, r.LanguageNames(i18n.Italian)...)
	return web.Field{Name: "mediator", Type: "select", Either: true, Label: r.T("office.access.mediator"), Options: options}
}

// followUpDays are the checks proposed, in days from the contact.
var followUpDays = []int{7, 14, accesses.FollowUpDays, 90, 180}

// followUpSelect offers a check at the usual distances from a day, and the one the
// form holds already.
func followUpSelect(r *web.Request, f *web.Form, day desks.Date) web.Field {
	x := web.Field{Name: "follow_up", Type: "select", Either: true, Label: r.T("office.access.followup"), Options: []web.Option{{Value: "", Label: r.T("office.access.followup.none")}}}
	var days []desks.Date
	for _, n := range followUpDays {
		days = append(days, day.AddDays(n))
	}
	if chosen, err := desks.ParseDate(f.Get("follow_up")); err == nil && !slices.Contains(days, chosen) {
		days = append(days, chosen)
	}
	slices.SortFunc(days, desks.Date.Compare)
	for _, d := range days {
		x.Options = append(x.Options, web.Option{Value: d.String(), Label: r.L.DateYear(d.Time()) + " · " + r.L.N("office.access.followup.in", daysBetween(day, d))})
	}
	return x
}

func daysBetween(a, b desks.Date) int { return int(b.Time().Sub(a.Time()).Hours() / 24) }

// serviceChecks are the services that can be ticked, each box with a name of its own.
func serviceChecks(r *web.Request, f *web.Form, list []accesses.Service) []check {
	var all []check
	for _, x := range list {
		name := codeName(x.Code)
		all = append(all, check{Name: name, Code: x.Short, Repertoire: r.L.Plain(x.Repertoire), Label: r.L.Plain(x.Name), Checked: f.Checked(name), Own: x.Own})
	}
	return all
}

// codeName is the name of a code's box, which is its id too: no dots.
func codeName(code string) string { return "code_" + strings.ReplaceAll(code, ".", "-") }

// check is one box of a list whose boxes have names of their own.
type check struct {
	Name, Code, Label, Repertoire string
	Checked, Own                  bool
}

// codesOf are the ticked services.
func codesOf(f *web.Form, list []accesses.Service) []string {
	var codes []string
	for _, x := range list {
		if f.Checked(codeName(x.Code)) {
			codes = append(codes, x.Code)
		}
	}
	return codes
}

// shownCodes are the codes of a row for the reader: "CARTA 1, PIEMONTE A.2".
func shownCodes(codes []string) string {
	var all []string
	for _, code := range codes {
		all = append(all, strings.ToUpper(strings.Replace(code, ".", " ", 1)))
	}
	return strings.Join(all, ", ")
}
