package referrals

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/mail"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ToldRow says whether the person knows of a step: by which message, or from whom. URL
// is where to say that they were told in person, "" where there is nothing to say.
type ToldRow struct {
	Text, Tone, URL string
	// ToBody is about a mail to the body, not to the person.
	ToBody bool
}

// toldRow is about one step; who are the names of accounts, at is the address to say that
// the person was told.
func toldRow(r *web.Request, s *referrals.Step, who map[string]string, at string) *ToldRow {
	if s.Letter == "" {
		return nil
	}
	row := &ToldRow{Tone: "tone-good"}
	switch {
	case s.ToldAt != nil:
		row.Text = r.T("referrals.told.person", "Who", who[s.ToldBy], "On", r.L.DateShort(s.ToldAt.In(web.Rome())))
	case s.Receipt != nil:
		row.Text = receiptText(r, s.Receipt)
	default:
		row.Text = r.T("referrals.told.nobody")
	}
	if s.Untold() {
		row.Tone = "tone-warn"
		if r.Actor.May(auth.CasesManage) {
			row.URL = r.URL(at)
		}
	}
	return row
}

func receiptText(r *web.Request, m *mail.Receipt) string {
	at := m.SettledAt
	if m.State == mail.Queued {
		at = m.QueuedAt
	}
	return r.T("referrals.told.message", "Road", r.T("office.messages.by."+string(m.Channel)),
		"State", r.T("office.messages.state."+string(m.State)), "On", r.L.DateShort(at.In(web.Rome())))
}

// whoIs names accounts by what auth.Actor.Ref writes of them.
func (s *Screens) whoIs(c *fiber.Ctx, refs []string) (map[string]string, error) {
	ids := map[string]int64{}
	for _, ref := range refs {
		if id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64); err == nil {
			ids[ref] = id
		}
	}
	names, err := auth.NamesOf(c.UserContext(), s.db.Web, slices.Collect(maps.Values(ids)))
	who := map[string]string{}
	for ref, id := range ids {
		who[ref] = names[id]
	}
	return who, err
}

// addSteps writes what happened, with who knows.
func (s *Screens) addSteps(c *fiber.Ctx, p *ShowPage, x *referrals.Referral, names map[int64]string) error {
	r := web.Of(c)
	steps, err := referrals.Steps(c.UserContext(), s.db.Web, r.Actor, x.ID)
	if err != nil {
		return err
	}
	var refs []string
	for i := range steps {
		refs = append(refs, steps[i].ToldBy)
	}
	who, err := s.whoIs(c, refs)
	p.Steps = stepRows(r, x, steps, names)
	for i := range steps {
		if x.WithdrawnAt == nil || x.Is(r.Actor, referrals.Sender) {
			p.Steps[i].Told = toldRow(r, &steps[i], who, path(x.ID, "/detto/"+web.IDText(steps[i].ID)))
		}
	}
	return err
}

func (s *Screens) told(c *fiber.Ctx) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	step, err := web.ID(c, "passo")
	if err != nil {
		return err
	}
	err = referrals.Told(c.UserContext(), s.db.Web, r.Actor, id, step, r.Now)
	return s.done(c, err, "referrals.told.done", path(id, ""), path(id, ""))
}
