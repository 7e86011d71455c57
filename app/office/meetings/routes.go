package meetings

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/meetings"
	"approdo/app/web"
)

const home = "/ufficio/equipe"

// Screens are the pages about team meetings and what they stand on.
type Screens struct {
	web *web.App
	db  *db.Pools
}

// Register adds the routes about team meetings to the shell.
func Register(app *web.App, pools *db.Pools) {
	s := &Screens{web: app, db: pools}
	s.web.Get(home, web.May(auth.CasesRead), s.list)
	s.web.Get(home+"/nuova", web.May(auth.CasesManage), s.showNew)
	s.web.Post(home+"/nuova", web.May(auth.CasesManage), s.begin)
	s.web.Get(home+"/:id", web.May(auth.CasesRead), s.show)
	s.web.Get(home+"/:id/stampa", web.May(auth.CasesRead), s.printAll)
	s.web.Get(home+"/:id/modifica", web.May(auth.CasesManage), s.edit)
	s.web.Post(home+"/:id/modifica", web.May(auth.CasesManage), s.change)
	s.web.Post(home+"/:id/passo", web.May(auth.CasesManage), s.move)
	s.web.Post(home+"/:id/aggiunte", web.May(auth.CasesManage), s.addAddendum)
	s.web.Get(home+"/:id/punti/nuovo", web.May(auth.CasesManage), s.newItem)
	s.web.Post(home+"/:id/punti/nuovo", web.May(auth.CasesManage), s.addItem)
	s.web.Get(home+"/punti/:id", web.May(auth.CasesRead), s.printItem)
	s.web.Get(home+"/punti/:id/modifica", web.May(auth.CasesManage), s.editItem)
	s.web.Post(home+"/punti/:id/modifica", web.May(auth.CasesManage), s.writeItem)
	s.web.Post(home+"/punti/:id/eliminazione", web.May(auth.CasesManage), s.dropItem)
	s.web.Post(home+"/decisioni/:id", web.May(auth.CasesManage), s.putInPlan)
}

func path(id int64, rest string) string { return web.Path(home, id, rest) }

func itemPath(id int64, rest string) string { return home + "/punti/" + web.IDText(id) + rest }

// meetingOf finds the meeting in the address among those the reader sees.
func (s *Screens) meetingOf(c *fiber.Ctx) (*meetings.Meeting, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return meetings.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// itemOf finds the item in the address among those the reader may read.
func (s *Screens) itemOf(c *fiber.Ctx) (*meetings.Item, *meetings.Meeting, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, nil, err
	}
	return meetings.FindItem(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

func (s *Screens) deskNames(ctx context.Context, r *web.Request) (map[int64]string, error) {
	all, err := desks.List(ctx, s.db.Web, desks.Filter{})
	names := map[int64]string{}
	for _, d := range all {
		names[d.ID] = r.L.Plain(d.Name)
	}
	return names, err
}

// refID is the account of who did something, 0 where the program did.
func refID(ref string) int64 {
	id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64)
	if err != nil {
		return 0
	}
	return id
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
