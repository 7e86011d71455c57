package retention

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/personal"
	"approdo/app/privacy"
	"approdo/app/web"
)

// HomePage tells how long each purpose is kept, what is due and what the nights did.
type HomePage struct {
	web.Page
	Rows            []PurposeRow
	Nights          []NightRow
	Files, Register string
}

// PurposeRow is one purpose: what it is for, on which law it rests, from when and how long
// it is kept, what the next night would take.
type PurposeRow struct {
	Name, Why, Basis, From, Months, Due, Oldest, URL string
}

// NightRow is what the program did by itself on a day.
type NightRow struct {
	Day   time.Time
	Words []string
}

// MonthsPage changes how long a purpose is kept, after telling what that would take.
type MonthsPage struct {
	web.Page
	Row    PurposeRow
	Action string
	Field  web.Field
	Errors []web.FieldError
	// Asked is the new number of months, "" before one is typed; Would what it would take.
	Asked, AskedText, Would string
}

func errMissing() error { return fault.Missing() }

func (s *Screens) home(c *fiber.Ctx) error {
	r, ctx := web.Of(c), c.UserContext()
	due, err := privacy.Due(ctx, s.db.Web, r.Now)
	if err != nil {
		return err
	}
	nights, err := privacy.Nights(ctx, s.db.Web, r.Now, 14)
	if err != nil {
		return err
	}
	p := &HomePage{Files: r.URL(filesPath), Register: r.URL(bookPath)}
	p.Title = r.T("office.menu.retention")
	for i := range due {
		p.Rows = append(p.Rows, rowOf(r, &due[i]))
	}
	for i := range nights {
		p.Nights = append(p.Nights, nightOf(r, &nights[i]))
	}
	return s.web.Render(c, "office/retention/home", p)
}

func rowOf(r *web.Request, d *privacy.DueRows) PurposeRow {
	key := "retention.purpose." + string(d.Purpose)
	x := PurposeRow{Name: r.T(key), Why: r.T(key + ".why"), From: r.T(key + ".from"), Months: r.L.N("retention.months", d.Months),
		Basis: basisText(r, d.Purpose), Due: dueText(r, d), URL: r.URL(homePath + "/" + string(d.Purpose))}
	if d.Oldest != nil {
		x.Oldest = r.T("retention.oldest", "Date", r.L.DateYear(d.Oldest.In(web.Rome())))
	}
	return x
}

// dueText is "Nulla", "12 righe", "più di 10.000 righe".
func dueText(r *web.Request, d *privacy.DueRows) string {
	noun := "rows"
	if d.Purpose == personal.File {
		noun = "files"
	}
	switch {
	case d.More:
		return r.T("retention.due."+noun+".more", "Count", r.L.Number(d.Rows))
	case d.Rows == 0:
		return r.T("retention.due.none")
	}
	return r.L.N("retention.due."+noun, d.Rows)
}

func basisText(r *web.Request, p personal.Purpose) string {
	var words []string
	for _, code := range privacy.Basis(p) {
		words = append(words, r.T("retention.basis."+code))
	}
	return strings.Join(words, "; ")
}

func nightOf(r *web.Request, n *privacy.Night) NightRow {
	x := NightRow{Day: n.Day.Time()}
	for _, w := range []struct {
		key   string
		count int
	}{{"told", n.Told}, {"back", n.Back}, {"forgotten", n.Forgotten}, {"rows", n.Rows}, {"records", n.Records}} {
		if w.count > 0 {
			x.Words = append(x.Words, r.L.N("retention.night."+w.key, w.count))
		}
	}
	return x
}

// settingOf is how long the purpose in the address is kept.
func (s *Screens) settingOf(c *fiber.Ctx) (x privacy.Setting, err error) {
	all, err := privacy.Settings(c.UserContext(), s.db.Web)
	if err != nil {
		return x, err
	}
	i := slices.IndexFunc(all, func(y privacy.Setting) bool { return string(y.Purpose) == c.Params("scopo") })
	if i < 0 {
		return x, errMissing()
	}
	return all[i], nil
}

// askMonths shows the form; with a number in the address, what it would take.
func (s *Screens) askMonths(c *fiber.Ctx) error {
	f := web.NewForm()
	f.Set("mesi", c.Query("mesi"))
	x, err := s.settingOf(c)
	if err != nil {
		return err
	}
	p, err := s.monthsPage(c, f, x)
	if err != nil {
		return err
	}
	if len(p.Errors) > 0 {
		return s.web.RenderInvalid(c, "office/retention/months", p)
	}
	return s.web.Render(c, "office/retention/months", p)
}

func (s *Screens) monthsPage(c *fiber.Ctx, f *web.Form, x privacy.Setting) (*MonthsPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	now, err := privacy.DueOf(ctx, s.db.Web, x, r.Now)
	if err != nil {
		return nil, err
	}
	p := &MonthsPage{Row: rowOf(r, &now), Action: r.URL(homePath + "/" + string(x.Purpose))}
	p.Title = p.Row.Name
	p.Crumbs = []web.Crumb{{Label: r.T("office.menu.retention"), URL: r.URL(homePath)}, {Label: p.Title}}
	if typed := f.Get("mesi"); typed != "" && len(f.Errors()) == 0 {
		n, _ := strconv.Atoi(typed) // not a number: 0, which is refused
		if !f.Fail(r, privacy.CheckMonths(x.Purpose, n)) {
			would, err := privacy.DueOf(ctx, s.db.Web, privacy.Setting{Purpose: x.Purpose, Months: n}, r.Now)
			if err != nil {
				return nil, err
			}
			p.Asked, p.AskedText, p.Would = strconv.Itoa(n), r.L.N("retention.months", n), dueText(r, &would)
		}
	} else if typed == "" {
		f.Set("mesi", strconv.Itoa(x.Months))
	}
	p.Field = f.Bind(web.Field{Name: "mesi", Type: "text", InputMode: "numeric", Max: 3, Required: true, Label: r.T("retention.form.months"),
		Hint: r.T("retention.form.hint", "Min", privacy.Least(x.Purpose), "Max", privacy.MaxMonths)})
	p.Errors = f.Errors()
	return p, nil
}

func (s *Screens) setMonths(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	x, err := s.settingOf(c)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(f.Get("mesi")) // not a number: 0, which is refused
	err = privacy.SetMonths(c.UserContext(), s.db.Web, r.Actor, map[personal.Purpose]int{x.Purpose: n}, r.Now)
	if f.Fail(r, err) {
		p, err := s.monthsPage(c, f, x)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/retention/months", p)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "retention.saved")
	return web.SeeOther(c, homePath)
}
