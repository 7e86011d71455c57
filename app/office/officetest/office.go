package officetest

import (
	"testing"

	"approdo/app/office"
	"approdo/app/towntest"
	"approdo/app/web/webtest"
)

// Office is the site with the office's screens, and the town they speak of.
type Office struct {
	*webtest.Site
	Town *towntest.Town
}

// New is the office with a database of its own, at a time of Italy written like
// "2026-11-24 09:00".
func New(t testing.TB, now string) *Office {
	t.Helper()
	return On(t, webtest.New(t, towntest.At(now).UTC(), webtest.Menus{Office: office.Menu()}))
}

// On registers the office on a site made otherwise, such as one that prints.
func On(t testing.TB, site *webtest.Site) *Office {
	office.Register(site.Web, site.Pools, site.Gate)
	return &Office{Site: site, Town: towntest.On(t, site.Pools.Web, site.Now)}
}

// As is a browser in which somebody of the town has signed in, by their name as it stands
// in their address: "anna".
func (o *Office) As(t testing.TB, name string) *webtest.Browser {
	t.Helper()
	return o.Browser(t).SignIn(o.Town.Account(name).UserID)
}

// ID is the account of somebody of the town.
func (o *Office) ID(name string) int64 { return o.Town.Account(name).UserID }
