package office

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"approdo/app/accesses"
	"approdo/app/auth"
	"approdo/app/services"
	"approdo/app/web"
)

// AccessPage is one row of the register, what it said before, and its correction.
type AccessPage struct {
	web.Page
	Facts    []web.Fact
	Versions []accessVersion
	BackURL  string
	// Whose shows or asks whose file it is.
	Whose linkedFile
	// Action is "" for who may not correct.
	Action  string
	Fields  []web.Field
	Codes   []check
	list    []accesses.Service
	Version int
	Errors  []web.FieldError
	Open    bool
}

// accessVersion is a row as it stood: who wrote it, when, and why the next one came.
type accessVersion struct {
	Title, Why string
	Facts      []web.Fact
}

func (s *Screens) showAccess(c *fiber.Ctx) error {
	p, _, err := s.accessPage(c, web.NewForm(), true)
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/accesses/show", p)
}

// accessPage draws a row; fresh fills the correction with what the row says.
func (s *Screens) accessPage(c *fiber.Ctx, f *web.Form, fresh bool) (*AccessPage, *accesses.Access, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, nil, err
	}
	r, ctx := web.Of(c), c.UserContext()
	a, err := accesses.Find(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return nil, nil, err
	}
	old, err := accesses.Versions(ctx, s.db.Web, r.Actor, id)
	if err != nil {
		return nil, nil, err
	}
	names, err := s.namesOf(c, append(old, *a))
	if err != nil {
		return nil, nil, err
	}
	p := &AccessPage{Facts: accessFacts(r, a), BackURL: r.URL(registerPath(a.DeskID, a.Day)), Errors: f.Errors(), Open: !fresh}
	p.Title = accessRowOf(r, a).Who
	if p.Whose, err = s.whose(c, fmt.Sprintf("/ufficio/accessi/%d", a.ID), a.PersonID); err != nil {
		return nil, nil, err
	}
	p.Versions = versionsOf(r, append(old, *a), names)
	if !r.Actor.May(auth.AccessesManage) {
		return p, a, nil
	}
	p.Action, p.Version = r.URL(fmt.Sprintf("/ufficio/accessi/%d", a.ID)), a.Version
	if fresh {
		setFacts(f, a.Facts)
		f.Set("clock", a.Start().Format("15:04"))
		f.Set("area", fmt.Sprint(a.AreaID))
		f.Set("operator", fmt.Sprint(a.OperatorID))
	}
	return p, a, s.correctionFields(c, p, a, f)
}

func (s *Screens) correctionFields(c *fiber.Ctx, p *AccessPage, a *accesses.Access, f *web.Form) error {
	r := web.Of(c)
	ch, err := s.queueChoice(c, fmt.Sprint(a.DeskID), "")
	if err != nil {
		return err
	}
	areas, err := services.ListAt(c.UserContext(), s.db.Web, a.DeskID)
	if err != nil {
		return err
	}
	p.Fields = append(lineFields(r, f, areas), restFields(r, f, ch, a.Day)...)
	p.Fields = append(p.Fields, f.Bind(web.Field{Name: "why", Type: "text", Required: true, Label: r.T("office.access.why"), Hint: r.T("office.access.why.hint"), Max: accesses.MaxWhy}))
	if p.list, err = accesses.Services(c.UserContext(), s.db.Web, a.Area, a.Day); err != nil {
		return err
	}
	p.Codes = serviceChecks(r, f, p.list)
	return nil
}

// namesOf are the names of who wrote the rows, by account.
func (s *Screens) namesOf(c *fiber.Ctx, all []accesses.Access) (map[int64]string, error) {
	refs := make([]string, 0, len(all))
	for i := range all {
		refs = append(refs, all[i].WrittenBy)
	}
	return s.accountNames(c, refs)
}

// accountNames are the names behind references to actors, by account.
func (s *Screens) accountNames(c *fiber.Ctx, refs []string) (map[int64]string, error) {
	var ids []int64
	for _, ref := range refs {
		var id int64
		if _, err := fmt.Sscanf(ref, "user:%d", &id); err == nil {
			ids = append(ids, id)
		}
	}
	return auth.NamesOf(c.UserContext(), s.db.Web, ids)
}

// versionsOf lists the writings, the latest first, each with the facts it left.
func versionsOf(r *web.Request, all []accesses.Access, names map[int64]string) []accessVersion {
	var out []accessVersion
	for i := len(all) - 1; i >= 0; i-- {
		a := &all[i]
		key := "office.access.written." + string(a.Source)
		if a.Version > 0 {
			key = "office.access.written.corrected"
		}
		v := accessVersion{Title: r.T(key, "Who", whoIs(r, a.WrittenBy, names), "When", r.L.DateTime(a.In(a.WrittenAt))), Why: a.Why}
		if i < len(all)-1 {
			v.Facts = accessFacts(r, a)
		}
		out = append(out, v)
	}
	return out
}

func accessFacts(r *web.Request, a *accesses.Access) []web.Fact {
	row := accessRowOf(r, a)
	facts := []web.Fact{
		{Label: r.T("office.appointment.when"), Value: r.L.DateTime(a.Start()), Note: r.L.N("office.access.lasted", a.Minutes)},
		{Label: r.T("office.access.outcome"), Value: r.T(row.OutcomeKey)},
		{Label: r.T("office.new.area"), Value: row.Area},
		{Label: r.T("office.new.operator"), Value: row.Operator, Note: r.L.Plain(a.Desk.Name)},
		{Label: r.T("office.access.channel"), Value: r.T(row.ChannelKey), Note: r.T(bookedKey(a.Booked))},
		{Label: r.T("office.appointment.lang"), Value: row.Lang},
	}
	add := func(key, value, note string) {
		if value != "" {
			facts = append(facts, web.Fact{Label: r.T(key), Value: value, Note: note})
		}
	}
	add("office.access.need", a.Need, "")
	add("office.access.answer", a.Answer, "")
	if a.Mediator != "" {
		used := r.T("office.access.mediator.unused")
		if a.MediatorUsed {
			used = r.T("office.access.mediator.used")
		}
		add("office.access.mediator", r.L.LanguageName(a.Mediator), used)
	}
	add("office.access.codes", shownCodes(a.Codes), "")
	if !a.FollowUp.IsZero() {
		add("office.access.followup", r.L.DateYear(a.FollowUp.Time()), "")
	}
	return facts
}

func bookedKey(booked bool) string {
	if booked {
		return "office.access.booked"
	}
	return "office.access.walkin"
}

func (s *Screens) correctAccess(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	p, a, err := s.accessPage(c, f, false)
	if err != nil {
		return err
	}
	x := accesses.Correction{OperatorID: f.Int64("operator"), AreaID: f.Int64("area"), Clock: f.Get("clock"), Facts: factsOf(f, ""), Why: f.Get("why")}
	x.Codes = codesOf(f, p.list)
	if _, err := fmt.Sscan(f.Get("version"), &x.Version); err != nil {
		return errMissing()
	}
	err = accesses.Correct(c.UserContext(), s.db.Web, r.Actor, a.ID, x, r.Now)
	if f.Fail(r, err) || f.FailConflict(r, err, "why") {
		again, _, pageErr := s.accessPage(c, f, false)
		if pageErr != nil {
			return pageErr
		}
		return s.web.RenderInvalid(c, "office/accesses/show", again)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.access.corrected")
	return web.SeeOther(c, fmt.Sprintf("/ufficio/accessi/%d", a.ID))
}
