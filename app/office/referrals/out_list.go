package referrals

import (
	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/referrals"
	"approdo/app/web"
)

// networkRoutes are those about people sent to bodies of the network.
func (s *Screens) networkRoutes() {
	s.web.Get(networkPath, web.May(auth.CasesRead), s.listOut)
	s.web.Get(networkPath+"/:id", web.May(auth.CasesRead), s.showOut)
	s.web.Get(networkPath+"/:id/scheda", web.May(auth.CasesManage), s.sheet)
	s.web.Get(networkPath+"/:id/scheda/pdf", web.May(auth.CasesManage), s.sheetPDF)
	s.web.Get(networkPath+"/:id/modifica", web.May(auth.CasesManage), s.editOut)
	s.web.Post(networkPath+"/:id/modifica", web.May(auth.CasesManage), s.writeOut)
	s.web.Post(networkPath+"/:id/passo", web.May(auth.CasesManage), s.moveOut)
	s.web.Post(networkPath+"/:id/consenso", web.May(auth.CasesManage), s.agree)
	s.web.Post(networkPath+"/:id/consenso/fine", web.May(auth.CasesManage), s.disagree)
	s.web.Post(networkPath+"/:id/avviso", web.May(auth.CasesManage), s.notice)
	s.web.Post(networkPath+"/:id/detto/:passo", web.May(auth.CasesManage), s.toldOut)
	s.web.Post(networkPath+"/:id/eliminazione", web.May(auth.CasesManage), s.dropOut)
	s.web.Get("/ufficio/percorsi/:id/invio-rete", web.May(auth.CasesManage), s.showOutForm)
	s.web.Post("/ufficio/percorsi/:id/invio-rete", web.May(auth.CasesManage), s.beginOut)
}

// listOut lists who was sent to the network, whom to ask back about on top.
func (s *Screens) listOut(c *fiber.Ctx) error {
	r := web.Of(c)
	p := &ListPage{Sent: true, Here: tabNetwork, Empty: "referrals.none.network"}
	p.Title = r.T("referrals.title")
	after := referrals.Cursor{Late: c.Query("ritardo") != "", ID: int64(c.QueryInt("dopo"))}
	list, next, err := referrals.ListOutgoing(c.UserContext(), s.db.Web, r.Actor, after)
	if err != nil {
		return err
	}
	if err := s.fillList(c, p, nil); err != nil {
		return err
	}
	if err := s.fillOut(c, p, list); err != nil {
		return err
	}
	if next != nil {
		p.Next = r.URL(networkPath + "?dopo=" + web.IDText(next.ID))
		if next.Late {
			p.Next += "&ritardo=1"
		}
	}
	return s.web.Render(c, "office/referrals/list", p)
}

// fillOut adds the rows of the network.
func (s *Screens) fillOut(c *fiber.Ctx, p *ListPage, list []referrals.OutgoingRow) error {
	r := web.Of(c)
	var ids []int64
	for i := range list {
		ids = append(ids, list[i].HolderID)
	}
	holders, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	for i := range list {
		x := &list[i]
		row := Row{URL: r.URL(outPath(x.ID, "")), Name: x.Given + " " + x.Surname, Desk: x.Body, Badge: badge(r, x.State), Late: x.Late}
		if !x.DueOn.IsZero() {
			row.Due = x.DueOn.Time()
		}
		if x.Late {
			row.Holder = holders[x.HolderID]
		}
		p.Rows = append(p.Rows, row)
	}
	return err
}
