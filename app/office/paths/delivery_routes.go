package paths

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/deliveries"
	"approdo/app/services"
	"approdo/app/web"
)

func (s *Screens) deliveryRoutes() {
	s.web.Get("/ufficio/prestazioni", web.May(auth.CasesRead), s.waitingDeliveries)
	s.web.Get("/ufficio/prestazioni/:id", web.May(auth.CasesRead), s.showDelivery)
	s.web.Get("/ufficio/prestazioni/:id/modifica", web.May(auth.CasesManage), s.editDelivery)
	s.web.Post("/ufficio/prestazioni/:id/modifica", web.May(auth.CasesManage), s.correctDelivery)
	s.web.Post("/ufficio/prestazioni/:id/accettazione", web.May(auth.StandardsOverride), s.acceptDelivery)
	s.web.Post("/ufficio/prestazioni/:id/annullamento", web.May(auth.CasesManage), s.withdrawDelivery)
	s.web.Get("/ufficio/percorsi/:id/prestazioni", web.May(auth.CasesRead), s.listDeliveries)
	s.web.Get("/ufficio/percorsi/:id/prestazioni/nuova", web.May(auth.CasesManage), s.newDelivery)
	s.web.Post("/ufficio/percorsi/:id/prestazioni/nuova", web.May(auth.CasesManage), s.recordDelivery)
}

func deliveryPath(id int64, rest string) string { return web.Path("/ufficio/prestazioni", id, rest) }

// deliveryOf finds the service in the address among those of the reader's desks.
func (s *Screens) deliveryOf(c *fiber.Ctx) (*deliveries.Delivery, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return deliveries.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// standardText names a standard where a page cannot say in which language its name is,
// in titles and lists of choices: "PIEMONTE A.2 · Accoglienza".
func standardText(r *web.Request, x *services.Standard) string {
	return standardCode(x) + " · " + r.L.Plain(x.Name)
}

// standardCode is "PIEMONTE A.2".
func standardCode(x *services.Standard) string { return strings.ToUpper(x.Repertoire) + " " + x.Code }

// durationText is "40 min" or "1 h 30 min".
func durationText(r *web.Request, minutes int) string {
	if minutes < 60 {
		return r.T("deliveries.minutes", "Minutes", minutes)
	}
	return r.T("deliveries.hours", "Hours", minutes/60, "Minutes", minutes%60)
}

// meetingText is "martedì 24 novembre, 09:00–09:40".
func meetingText(r *web.Request, m deliveries.Meeting) string {
	return r.L.DateShort(m.StartsAt.In(web.Rome())) + ", " + r.L.TimeRange(m.StartsAt.In(web.Rome()), m.EndsAt.In(web.Rome()))
}

// findingTexts say in plain words how a service misses its standard.
func findingTexts(r *web.Request, all []services.Finding) []string {
	var texts []string
	for _, f := range all {
		var args []any
		for name, value := range f.Values() {
			args = append(args, name, value)
		}
		if f.Kind == services.WrongMode {
			args = append(args, "Mode", r.T("office.standard.mode."+string(f.Mode)))
		}
		texts = append(texts, r.T(f.Key(), args...))
	}
	return texts
}

// refID is the account of who wrote something, 0 where the program did.
func refID(ref string) int64 {
	id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// deliveryCursor reads where a page of a list begins.
func deliveryCursor(c *fiber.Ctx) deliveries.Cursor {
	after := deliveries.Cursor{ID: int64(c.QueryInt("dopo"))}
	at, err := time.Parse(time.RFC3339Nano, c.Query("da"))
	if err != nil {
		return deliveries.Cursor{}
	}
	after.At = at
	return after
}

func cursorQuery(x *deliveries.Cursor) string {
	return fmt.Sprintf("?da=%s&dopo=%d", x.At.UTC().Format(time.RFC3339Nano), x.ID)
}

// settle is the POST of one small change of a service.
func (s *Screens) settle(c *fiber.Ctx, done string, do func(*web.Request, *web.Form, int64) error) error {
	return s.posted(c, done, posting{do, deliveryPath, s.renderDelivery})
}

func (s *Screens) acceptDelivery(c *fiber.Ctx) error {
	return s.settle(c, "deliveries.accepted", func(r *web.Request, f *web.Form, id int64) error {
		a := deliveries.Answer{Seen: f.Get("seen"), Reason: f.Get("override_reason")}
		return deliveries.Accept(c.UserContext(), s.db.Web, r.Actor, id, a, r.Now)
	})
}

func (s *Screens) withdrawDelivery(c *fiber.Ctx) error {
	return s.settle(c, "deliveries.withdrawn", func(r *web.Request, f *web.Form, id int64) error {
		return deliveries.Withdraw(c.UserContext(), s.db.Web, r.Actor, id, f.Get("why"), r.Now)
	})
}
