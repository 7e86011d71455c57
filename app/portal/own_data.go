package portal

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/fault"
	"approdo/app/personal"
	"approdo/app/privacy"
	"approdo/app/web"
)

// DataPage is what is kept about a person, and what they can ask.
type DataPage struct {
	web.Page
	Kept     []KeptRow
	Copy     CopyPanel
	Requests []RightRow
	Asks     []RightForm
	Erase    ErasePanel
	// Held says that their data are kept and not used, nil where they are used.
	Held   *HeldPanel
	Errors []web.FieldError
}

// KeptRow is one purpose for which something is kept.
type KeptRow struct{ Name, Why, Until string }

// CopyPanel is the copy of everything. Ask asks for one, Take fetches it, each "" where
// that cannot be done now.
type CopyPanel struct {
	Ask, Take string
	Making    bool
	Until     time.Time
}

// RightRow is a request with its answer. Withdraw takes it back, "" where it is over.
type RightRow struct {
	What, Text, State, Tone string
	Asked                   time.Time
	Until                   time.Time
	Extension, Answer       string
	Withdraw                string
}

// RightForm asks one thing.
type RightForm struct {
	Kind, Name, Action string
	Field              web.Field
	Unfolded           bool
}

// ErasePanel says what erasing does before it is asked for. Papers is until when signed
// papers stay, zero for none; Desks have an open path.
type ErasePanel struct {
	Action, Name, Text string
	Papers             time.Time
	Proofs             bool
	Desks              []string
}

const dataPath = "/area-personale/dati"

func (s *Screens) dataRoutes() {
	s.web.Get(dataPath, web.Own, s.ownData)
	s.web.Post(dataPath+"/richieste", web.Own, s.askRight)
	s.web.Post(dataPath+"/richieste/:id/ritiro", web.Own, s.withdrawRight)
	s.web.Post(dataPath+"/copia", web.Own, s.askCopy)
	s.web.Post(dataPath+"/copia/:id/scarico", web.Own, s.takeCopy)
	s.web.Get("/area-personale/letture", web.Own, s.ownLooks)
	s.web.Get("/area-personale/messaggi", web.Own, s.ownMessages)
}

// rights is where requests are kept.
func (s *Screens) rights() privacy.Office {
	return privacy.Office{Signer: s.signer, Book: s.agreed, SMS: s.letters.SMS}
}

func (s *Screens) ownData(c *fiber.Ctx) error {
	return s.renderData(c, web.NewForm(), s.web.Render)
}

func (s *Screens) renderData(c *fiber.Ctx, f *web.Form, render func(*fiber.Ctx, string, web.Framer) error) error {
	r, ctx := web.Of(c), c.UserContext()
	p := &DataPage{Errors: f.Errors()}
	p.Title, p.NoIndex, p.Path = r.T("area.data.title"), true, dataPath
	p.Crumbs = crumbs(r, "area.title", "/area-personale", "area.data.title", "")
	would, err := privacy.Preview(ctx, s.db.Web, r.Actor.PersonID, r.Now)
	if err != nil {
		return err
	}
	if p.Kept, err = s.keptRows(ctx, r, would); err != nil {
		return err
	}
	p.fillErase(r, would)
	last, err := privacy.OwnCopy(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	p.Copy = copyPanel(r, last)
	all, err := privacy.OwnRequests(ctx, s.db.Web, r.Actor)
	if err != nil {
		return err
	}
	for i := range all {
		p.Requests = append(p.Requests, rightRow(r, &all[i]))
	}
	if err := s.fillHeld(ctx, r, p, f); err != nil {
		return err
	}
	return render(c, "portal/area/data", p)
}

// keptRows says what is kept of the reader, purpose by purpose, and for how long.
func (s *Screens) keptRows(ctx context.Context, r *web.Request, would *privacy.Erasing) ([]KeptRow, error) {
	settings, err := privacy.Settings(ctx, s.db.Web)
	months := map[personal.Purpose]int{}
	for _, x := range settings {
		months[x.Purpose] = x.Months
	}
	var all []KeptRow
	for _, x := range would.Gone {
		key := "area.data.purpose." + string(x.Purpose)
		all = append(all, KeptRow{Name: r.T(key), Why: r.T(key + ".why"), Until: keptFor(r, months[x.Purpose])})
	}
	return all, err
}

// keptFor says a number of months in years where they are whole.
func keptFor(r *web.Request, months int) string {
	if months > 0 && months%12 == 0 {
		return r.L.N("area.data.years", months/12)
	}
	return r.L.N("area.data.months", months)
}

func (p *DataPage) fillErase(r *web.Request, would *privacy.Erasing) {
	p.Erase = ErasePanel{Action: r.URL(dataPath + "/richieste"), Name: r.T("area.data.kind." + privacy.Erase), Text: r.T("area.data.kind." + privacy.Erase + ".text"),
		Proofs: would.Proofs > 0}
	if !would.Papers.IsZero() {
		p.Erase.Papers = would.Papers.Time()
	}
	for _, x := range would.Open {
		p.Erase.Desks = append(p.Erase.Desks, r.L.Plain(x.Desk))
	}
}

func copyPanel(r *web.Request, last *privacy.Copy) CopyPanel {
	var x CopyPanel
	if last == nil || !r.Now.Before(last.CopyAgain()) {
		x.Ask = r.URL(dataPath + "/copia")
	}
	switch {
	case last == nil:
	case last.Live(r.Now):
		x.Take, x.Until = r.URL(dataPath+"/copia/"+idText(last.ID)+"/scarico"), last.ExpiresAt.In(web.Rome())
	case last.ReadyAt == nil && x.Ask == "":
		x.Making = true
	}
	return x
}

func rightRow(r *web.Request, q *privacy.Request) RightRow {
	row := RightRow{What: r.T("area.data.kind." + q.Kind), Text: q.Text, State: r.T("area.data.state." + q.State), Tone: rightTones[q.State],
		Asked: q.AskedAt.In(web.Rome()), Extension: q.Extension, Answer: q.Answer}
	if q.State == privacy.Open {
		row.Until, row.Withdraw = q.DueOn.Time(), r.URL(dataPath+"/richieste/"+idText(q.ID)+"/ritiro")
	}
	return row
}

var rightTones = map[string]string{privacy.Open: "tone-info", privacy.Done: "tone-good", privacy.Partly: "tone-warn", privacy.Refused: "tone-bad", privacy.Withdrawn: "tone-neutral"}

func rightForm(r *web.Request, f *web.Form, kind string) RightForm {
	x := RightForm{Kind: kind, Name: r.T("area.data.kind." + kind), Action: r.URL(dataPath + "/richieste")}
	x.Field = f.Bind(web.Field{Name: "text-" + kind, Type: "textarea", Label: r.T("area.data.words"), Hint: r.T("area.data.kind." + kind + ".text"), Rows: 4, Max: privacy.MaxWords, Required: kind != privacy.Release})
	x.Unfolded = x.Field.Error != ""
	return x
}

func (s *Screens) askRight(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	kind := f.Get("kind")
	_, err := s.rights().AskOwn(c.UserContext(), s.db.Web, r.Actor, privacy.Asking{Kind: kind, Text: f.Get("text-" + kind)}, r.Now)
	if x, ok := fault.As(err); ok && x.Kind == fault.Invalid {
		if x.Fields[0].Name == "kind" {
			return fault.Missing()
		}
		x.Fields[0].Name = "text-" + kind
		f.Fail(r, x)
		return s.renderData(c, f, s.web.RenderInvalid)
	}
	return s.toData(c, err, "area.data.sent", "area.data.error.many", "Max", privacy.MaxOpen)
}

func (s *Screens) withdrawRight(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	err = privacy.WithdrawOwn(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	return s.toData(c, err, "area.data.withdrawn", "area.data.error.answered")
}

func (s *Screens) askCopy(c *fiber.Ctx) error {
	r := web.Of(c)
	return s.toData(c, privacy.AskCopy(c.UserContext(), s.db.Web, r.Actor, r.Lang, r.Now), "area.data.copy.making", "area.data.copy.daily")
}

func (s *Screens) takeCopy(c *fiber.Ctx) error {
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	r := web.Of(c)
	file, err := privacy.TakeCopy(c.UserContext(), s.db.Web, r.Actor, id, r.Now)
	if err != nil {
		return err
	}
	return s.web.StreamFile(c, file)
}

// toData goes back to the page with what came of it; a conflict has a sentence of its own.
func (s *Screens) toData(c *fiber.Ctx, err error, done, conflict string, args ...any) error {
	switch {
	case fault.Is(err, fault.Conflict):
		s.web.Flash(c, "warning", conflict, args...)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", done)
	}
	return web.SeeOther(c, dataPath)
}
