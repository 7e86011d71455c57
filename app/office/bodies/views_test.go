package bodies_test

import (
	"testing"

	"approdo/app/i18n"
	"approdo/app/office/bodies"
	"approdo/app/web"
	"approdo/app/web/webtest"
)

func TestEveryViewIsDrawnWithNothingInIt(t *testing.T) {
	s := webtest.New(t, tuesday, webtest.Menus{Bodies: bodies.Menu()})
	s.DrawZero(t, "bodies/", "layouts/bodies", i18n.OfficeLanguages(), map[string]func() web.Framer{
		"bodies/list":    func() web.Framer { return new(bodies.ListPage) },
		"bodies/form":    func() web.Framer { return new(bodies.FormPage) },
		"bodies/show":    func() web.Framer { return new(bodies.ShowPage) },
		"bodies/profile": func() web.Framer { return new(bodies.ProfilePage) },
	})
}
