package office

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/desks"
	"approdo/app/web"
)

func (s *Screens) newRule(c *fiber.Ctx) error {
	desk, err := s.deskOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.NewForm()
	f.Set("repeat", string(desks.Weekly))
	f.Set("every", "1")
	f.Set("nth", "1")
	f.Set("valid_from", desks.DateOf(r.Now.In(desk.Location())).String())
	page, err := s.rulePage(c, desk, 0, nil, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

// ruleOf is the desk and, where the address names one, the rule.
func (s *Screens) ruleOf(c *fiber.Ctx) (*desks.Desk, *desks.Rule, error) {
	desk, err := s.deskOf(c)
	if err != nil || c.Params("rule") == "" {
		return desk, nil, err
	}
	id, err := web.ID(c, "rule")
	if err != nil {
		return nil, nil, err
	}
	rule, err := desks.FindRule(c.UserContext(), s.db.Web, web.Of(c).Actor, desk.ID, id)
	return desk, rule, err
}

func (s *Screens) showRule(c *fiber.Ctx) error {
	desk, rule, err := s.ruleOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.NewForm()
	p, err := desks.ParsePattern(rule.RRule)
	if err != nil {
		p = desks.Pattern{Repeat: desks.Weekly, Every: 1, Nth: 1}
	}
	f.Set("operator", fmt.Sprint(rule.OperatorID))
	f.Set("repeat", string(p.Repeat))
	f.Set("every", strconv.Itoa(p.Every))
	f.Set("nth", strconv.Itoa(p.Nth))
	f.Set("from", rule.From.String())
	f.Set("to", rule.To.String())
	f.Set("valid_from", startOf(r, desk, rule).String())
	if !rule.ValidTo.IsZero() {
		f.Set("valid_to", rule.ValidTo.String())
	}
	page, err := s.rulePage(c, desk, rule.ID, p.Weekdays, f)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/hours/form", page)
}

// startOf is from when a change of the rule would count: its next day where it has
// begun, so that "every two weeks" keeps its step.
func startOf(r *web.Request, desk *desks.Desk, rule *desks.Rule) desks.Date {
	today := desks.DateOf(r.Now.In(desk.Location()))
	if !rule.ValidFrom.Before(today) {
		return rule.ValidFrom
	}
	if days, err := rule.Days(today, today.AddDays(7*desks.MaxEvery)); err == nil && len(days) > 0 {
		return days[0]
	}
	return today
}

func (s *Screens) saveRule(c *fiber.Ctx) error {
	desk, rule, err := s.ruleOf(c)
	if err != nil {
		return err
	}
	f := web.ReadForm(c)
	change := desks.SaveRule{DeskID: desk.ID, OperatorID: f.Int64("operator"), From: f.Get("from"), To: f.Get("to"),
		ValidFrom: f.Get("valid_from"), ValidTo: f.Get("valid_to"), Pattern: readPattern(c, f)}
	step := hoursStep{action: deskBase(desk) + "/regole", back: deskBase(desk), done: "office.hours.saved"}
	if rule != nil {
		change.ID = rule.ID
		step.action += fmt.Sprintf("/%d", rule.ID)
	}
	step.form = func(f *web.Form) (*HoursFormPage, error) {
		return s.rulePage(c, desk, change.ID, change.Pattern.Weekdays, f)
	}
	return s.changeHours(c, change, step)
}

func readPattern(c *fiber.Ctx, f *web.Form) desks.Pattern {
	p := desks.Pattern{Repeat: desks.Repeat(f.Get("repeat"))}
	p.Every, _ = strconv.Atoi(f.Get("every")) // not a number is refused as 0
	p.Nth, _ = strconv.Atoi(f.Get("nth"))
	for _, v := range c.Request().PostArgs().PeekMulti("weekdays") {
		if n, err := strconv.Atoi(string(v)); err == nil && n >= 0 && n <= 6 {
			p.Weekdays = append(p.Weekdays, time.Weekday(n))
		}
	}
	return p
}

func (s *Screens) rulePage(c *fiber.Ctx, desk *desks.Desk, id int64, chosen []time.Weekday, f *web.Form) (*HoursFormPage, error) {
	r := web.Of(c)
	operators, err := s.operatorField(c, desk, f)
	if err != nil {
		return nil, err
	}
	p := &HoursFormPage{Action: r.URL(deskBase(desk) + "/regole"), Back: r.URL(deskBase(desk)), Submit: r.T("office.hours.save"),
		Lead: r.T("office.rule.lead"), Errors: f.Errors()}
	p.Title = r.T("office.rule.new")
	if id != 0 {
		p.Title, p.Lead = r.T("office.rule.change"), r.T("office.rule.change.lead")
		p.Action += fmt.Sprintf("/%d", id)
	}
	p.Crumbs = deskCrumbs(r, desk, p.Title)
	days := web.Field{Name: "weekdays", Type: "checks", Required: true, Label: r.T("office.rule.weekdays")}
	for _, d := range desks.MondayFirst() {
		days.Options = append(days.Options, web.Option{Value: strconv.Itoa(int(d)), Label: r.L.Capital(r.L.WeekdayName(d)), Checked: slices.Contains(chosen, d)})
	}
	days.Error = f.Bind(web.Field{Name: "weekdays"}).Error
	p.Fields = append([]web.Field{operators, f.Bind(repeatField(r)), f.Bind(everyField(r)), f.Bind(nthField(r)), days}, hourFields(r, f, true)...)
	p.Fields = append(p.Fields,
		f.Bind(web.Field{Name: "valid_from", Type: "date", Required: true, Label: r.T("office.rule.valid_from"), Hint: r.T("office.rule.valid_from.hint")}),
		f.Bind(web.Field{Name: "valid_to", Type: "date", Label: r.T("office.rule.valid_to"), Hint: r.T("office.rule.valid_to.hint")}))
	return p, nil
}

func deskCrumbs(r *web.Request, desk *desks.Desk, title string) []web.Crumb {
	return []web.Crumb{{Label: r.T("office.hours.desks"), URL: r.URL("/ufficio/sportelli")},
		{Label: r.L.Plain(desk.Name), URL: r.URL(deskBase(desk))}, {Label: title}}
}

func (s *Screens) operatorField(c *fiber.Ctx, desk *desks.Desk, f *web.Form) (web.Field, error) {
	r := web.Of(c)
	list, err := desks.Working(c.UserContext(), s.db.Web, desk.ID, desks.DateOf(web.Of(c).Now.In(desk.Location())))
	field := web.Field{Name: "operator", Type: "select", Required: true, Label: r.T("office.new.operator"),
		Options: []web.Option{{Label: r.T("office.hours.choose")}}}
	for _, o := range list {
		field.Options = append(field.Options, web.Option{Value: fmt.Sprint(o.ID), Label: o.Name})
	}
	return f.Bind(field), err
}

func repeatField(r *web.Request) web.Field {
	return web.Field{Name: "repeat", Type: "radio", Required: true, Label: r.T("office.rule.repeat"), Options: []web.Option{
		{Value: string(desks.Weekly), Label: r.T("office.rule.repeat.weekly")}, {Value: string(desks.Monthly), Label: r.T("office.rule.repeat.monthly")}}}
}

func everyField(r *web.Request) web.Field {
	x := web.Field{Name: "every", Type: "select", Either: true, Label: r.T("office.rule.every"), Hint: r.T("office.rule.every.hint")}
	for n := 1; n <= desks.MaxEvery; n++ {
		x.Options = append(x.Options, web.Option{Value: strconv.Itoa(n), Label: r.L.N("office.rule.every.option", n)})
	}
	return x
}

func nthField(r *web.Request) web.Field {
	x := web.Field{Name: "nth", Type: "select", Either: true, Label: r.T("office.rule.nth"), Hint: r.T("office.rule.nth.hint")}
	for _, n := range []int{1, 2, 3, 4, -1} {
		x.Options = append(x.Options, web.Option{Value: strconv.Itoa(n), Label: r.T(nthKey(n))})
	}
	return x
}

func hourFields(r *web.Request, f *web.Form, required bool) []web.Field {
	return []web.Field{
		f.Bind(web.Field{Name: "from", Type: "time", Required: required, Label: r.T("office.hours.start")}),
		f.Bind(web.Field{Name: "to", Type: "time", Required: required, Label: r.T("office.hours.end")}),
	}
}

func (s *Screens) askEndRule(c *fiber.Ctx) error {
	desk, rule, err := s.ruleOf(c)
	if err != nil {
		return err
	}
	r, f := web.Of(c), web.NewForm()
	f.Set("last", desks.DateOf(r.Now.In(desk.Location())).String())
	return s.web.Render(c, "office/hours/form", endPage(r, desk, rule, f))
}

func endPage(r *web.Request, desk *desks.Desk, rule *desks.Rule, f *web.Form) *HoursFormPage {
	row := ruleLine(r, "", rule)
	p := &HoursFormPage{Action: r.URL(fmt.Sprintf("%s/regole/%d/fine", deskBase(desk), rule.ID)), Back: r.URL(deskBase(desk)),
		Submit: r.T("office.rule.end.submit"), Lead: row.When + " · " + row.Hours + " · " + row.Validity, Errors: f.Errors()}
	p.Title = r.T("office.rule.end")
	p.Crumbs = deskCrumbs(r, desk, p.Title)
	p.Fields = []web.Field{f.Bind(web.Field{Name: "last", Type: "date", Required: true, Label: r.T("office.rule.last"), Hint: r.T("office.rule.last.hint")})}
	return p
}

func (s *Screens) endRule(c *fiber.Ctx) error {
	desk, rule, err := s.ruleOf(c)
	if err != nil {
		return err
	}
	r := web.Of(c)
	step := hoursStep{action: fmt.Sprintf("%s/regole/%d/fine", deskBase(desk), rule.ID), back: deskBase(desk), done: "office.rule.ended"}
	step.form = func(f *web.Form) (*HoursFormPage, error) { return endPage(r, desk, rule, f), nil }
	return s.changeHours(c, desks.EndRule{DeskID: desk.ID, ID: rule.ID, Last: web.ReadForm(c).Get("last")}, step)
}
