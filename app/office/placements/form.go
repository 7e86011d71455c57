package placements

import (
	"crypto/rand"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/placements"
	"approdo/app/web"
)

// KindPage asks for the kind of a new placement.
type KindPage struct {
	web.Page
	Name, Back string
	Kinds      []KindTile
}

// KindTile is one kind to choose.
type KindTile struct{ URL, Label, Text string }

// FormPage records a placement or changes one.
type FormPage struct {
	web.Page
	Name, Lead   string
	Action, Back string
	Key, Kind    string
	Follows      string
	Version      string
	Sections     []Section
	Submit       string
	Errors       []web.FieldError
}

// new asks for the kind, then for what it needs. "da" names the placement that turns
// into the new one: its firm and work are filled in.
func (s *Screens) new(c *fiber.Ctx) error {
	r, f, kind := web.Of(c), web.NewForm(), c.Query("tipo")
	if !slices.Contains(placements.Kinds(), kind) {
		return s.chooseKind(c)
	}
	f.Set("key", rand.Text())
	f.Set("kind", kind)
	f.Set("da", c.Query("da"))
	if id := f.Int64("da"); id != 0 {
		old, err := placements.Find(c.UserContext(), s.db.Web, r.Actor, id)
		if err != nil {
			return err
		}
		for name, v := range map[string]string{"firm": old.Firm, "tax_code": old.TaxCode, "place": old.Place, "contact": old.Contact, "phone": old.Phone,
			"occupation": old.Occupation, "starts_on": old.EndedOn.AddDays(1).String()} {
			f.Set(name, v)
		}
	}
	if err := s.fromApplication(c, f); err != nil {
		return err
	}
	if r.Actor.Name != "" {
		f.Set("desk_tutor", r.Actor.Name)
	}
	return s.renderForm(c, f, nil, s.web.Render)
}

func (s *Screens) chooseKind(c *fiber.Ctx) error {
	r := web.Of(c)
	x, err := s.caseOf(c, nil)
	if err != nil {
		return err
	}
	p := &KindPage{Name: x.Person.Name(), Back: r.URL(web.CasePath(x.ID, ""))}
	p.Title = r.T("placements.new")
	for _, kind := range placements.Kinds() {
		if c.Query("da") != "" && kind == placements.Internship {
			continue // an internship turns into a job
		}
		url := web.CasePath(x.ID, "/inserimento?tipo="+kind)
		if id := c.QueryInt("da"); id > 0 {
			url += "&da=" + web.IDText(int64(id))
		}
		if id := c.QueryInt("candidatura"); id > 0 {
			url += "&candidatura=" + web.IDText(int64(id))
		}
		p.Kinds = append(p.Kinds, KindTile{r.URL(url), r.T("placements.kind." + kind), r.T("placements.kind." + kind + ".text")})
	}
	return s.web.Render(c, "office/placements/kind", p)
}

// caseOf is the case in the address, or that of a placement.
func (s *Screens) caseOf(c *fiber.Ctx, p *placements.Placement) (*cases.Case, error) {
	id, err := web.ID(c, "id")
	if p != nil {
		id, err = p.CaseID, nil
	}
	if err != nil {
		return nil, err
	}
	return cases.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) edit(c *fiber.Ctx) error {
	p, err := s.found(c)
	if err != nil {
		return err
	}
	if p.State == placements.Cancelled {
		return fault.Missing()
	}
	f := web.NewForm()
	fill(f, p)
	return s.renderForm(c, f, p, s.web.Render)
}

// fill puts what stands there into the form.
func fill(f *web.Form, p *placements.Placement) {
	for name, v := range map[string]string{
		"firm": p.Firm, "tax_code": p.TaxCode, "place": p.Place, "contact": p.Contact, "phone": p.Phone, "occupation": p.Occupation,
		"contract": p.Contract, "working_time": p.WorkingTime, "scheme": p.Scheme, "host_tutor": p.HostTutor, "desk_tutor": p.DeskTutor,
		"goals": p.Goals, "insurance": p.Insurance, "note": p.Note, "starts_on": p.StartsOn.String(), "version": strconv.Itoa(p.Version),
	} {
		f.Set(name, v)
	}
	if !p.EndsOn.IsZero() {
		f.Set("ends_on", p.EndsOn.String())
	}
	if p.WeekMinutes > 0 {
		f.Set("hours", strconv.FormatFloat(float64(p.WeekMinutes)/60, 'f', -1, 64))
	}
	if p.AllowanceCents > 0 {
		f.Set("allowance", strconv.FormatFloat(float64(p.AllowanceCents)/100, 'f', -1, 64))
	}
	if p.ActionID != nil {
		f.Set("action", web.IDText(*p.ActionID))
	}
}

// renderForm draws the form of a new placement (old nil) or of a change.
func (s *Screens) renderForm(c *fiber.Ctx, f *web.Form, old *placements.Placement, render func(*fiber.Ctx, string, web.Framer) error) error {
	r := web.Of(c)
	x, err := s.caseOf(c, old)
	if err != nil {
		return err
	}
	a := asked{kind: f.Get("kind"), old: old}
	p := &FormPage{Name: x.Person.Name(), Action: r.URL(web.CasePath(x.ID, "/inserimento")), Back: r.URL(web.CasePath(x.ID, "")), Key: f.Get("key"), Follows: f.Get("da"),
		Version: f.Get("version"), Submit: r.T("placements.form.do"), Errors: f.Errors()}
	if old != nil {
		a.kind, p.Action, p.Back, p.Submit = old.Kind, r.URL(path(old.ID, "/modifica")), r.URL(path(old.ID, "")), r.T("placements.edit.do")
		if old.State != placements.Planned && !old.EndsOn.IsZero() {
			p.Lead = r.T("placements.edit.end")
		}
	}
	p.Kind, p.Title = a.kind, r.T("placements.kind."+a.kind)
	if a.actions, err = placements.Actions(c.UserContext(), s.db.Web, r.Actor, x.ID); err != nil {
		return err
	}
	p.Sections = sections(r, f, a)
	return render(c, "office/placements/form", p)
}

// readForm reads the form; what is no day or number is refused by the noun.
func readForm(f *web.Form) placements.Form {
	x := placements.Form{Key: f.Get("key"), Kind: f.Get("kind"), Hours: f.Get("hours"), Allowance: f.Get("allowance"), Begun: f.Checked("begun"), FollowsID: f.Int64("da"),
		Terms: placements.Terms{Firm: f.Get("firm"), Place: f.Get("place"), TaxCode: f.Get("tax_code"), Contact: f.Get("contact"), Phone: f.Get("phone"),
			Occupation: f.Get("occupation"), Contract: f.Get("contract"), WorkingTime: f.Get("working_time"), Scheme: f.Get("scheme"),
			HostTutor: f.Get("host_tutor"), DeskTutor: f.Get("desk_tutor"), Goals: f.Get("goals"), Insurance: f.Get("insurance"),
			StartsOn: desks.TypedDate(f.Get("starts_on")), EndsOn: desks.TypedDate(f.Get("ends_on")), Note: f.Get("note")}}
	if id := f.Int64("action"); id != 0 {
		x.ActionID = &id
	}
	return x
}

func (s *Screens) record(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	made, err := placements.Record(c.UserContext(), s.db.Web, r.Actor, id, readForm(f), r.Now)
	if slices.Contains(placements.Kinds(), f.Get("kind")) && f.Fail(r, err) {
		return s.renderForm(c, f, nil, s.web.RenderInvalid)
	}
	if fault.Is(err, fault.Invalid) {
		return s.chooseKind(c)
	}
	return s.done(c, err, "placements.recorded", path(made, ""), web.CasePath(id, ""))
}

func (s *Screens) correct(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	p, err := s.found(c)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		version = -1
	}
	err = placements.Correct(c.UserContext(), s.db.Web, r.Actor, p.ID, version, readForm(f), r.Now)
	if f.Fail(r, err) {
		return s.renderForm(c, f, p, s.web.RenderInvalid)
	}
	return s.done(c, err, "placements.corrected", path(p.ID, ""), path(p.ID, ""))
}

// done ends the POST of a change: on to the next page with what was done, or back with
// what was refused.
func (s *Screens) done(c *fiber.Ctx, err error, said, next, back string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, back)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}
