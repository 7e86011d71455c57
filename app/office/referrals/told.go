package referrals

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/mail"
	"approdo/app/referrals"
	"approdo/app/web"
)

// ToldRow says whether the person knows of a step: by which message, or from whom. URL
// is where to say that they were told in person, "" where there is nothing to say.
type ToldRow struct{ Text, Tone, URL string }

// toldRow is about one step; who are the names of accounts.
func toldRow(r *web.Request, x *referrals.Referral, s *referrals.Step, who map[string]string) *ToldRow {
	if s.Letter == "" {
		return nil
	}
	row := &ToldRow{Tone: "tone-good"}
	switch {
	case s.ToldAt != nil:
		row.Text = r.T("referrals.told.person", "Who", who[s.ToldBy], "On", r.L.DateShort(s.ToldAt.In(web.Rome())))
	case s.Receipt != nil:
		row.Text = r.T("referrals.told.message", "Road", r.T("office.messages.by."+string(s.Receipt.Channel)), "State", r.T("office.messages.state."+string(s.Receipt.State)), "On", r.L.DateShort(receiptDay(s.Receipt)))
	default:
		row.Text = r.T("referrals.told.nobody")
	}
	if s.Untold() {
		row.Tone = "tone-warn"
		if r.Actor.May(auth.CasesManage) {
			row.URL = r.URL(path(x.ID, "/detto/"+idText(s.ID)))
		}
	}
	return row
}

func receiptDay(m *mail.Receipt) time.Time {
	if m.State == mail.Queued {
		return m.QueuedAt.In(web.Rome())
	}
	return m.SettledAt.In(web.Rome())
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
			p.Steps[i].Told = toldRow(r, x, &steps[i], who)
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
