package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/applications"
	"approdo/app/appointments"
	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/config"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/enrolments"
	"approdo/app/files"
	"approdo/app/meetings"
	"approdo/app/occupations"
	"approdo/app/pages"
	"approdo/app/partners"
	"approdo/app/people"
	"approdo/app/placements"
	"approdo/app/preferences"
	"approdo/app/referrals"
	"approdo/app/services"
)

// demoPassword opens the demo accounts; they exist in development only and skip
// the second factor only from this machine.
const demoPassword = "approdo-demo-1"

// demoUsers are the accounts of the demo: reception at the desks of the first level, a
// specialist at those of the second. Everybody in it is invented.
func demoUsers(list []desks.Desk) []auth.DemoUser {
	var first, second []int64
	for _, d := range list {
		if d.Kind == desks.Specialist {
			second = append(second, d.ID)
		} else {
			first = append(first, d.ID)
		}
	}
	return []auth.DemoUser{
		{Email: "accoglienza@demo.example", Name: "Accoglienza Demo", Lang: "it", Roles: []auth.Role{auth.Reception}, DeskIDs: first},
		{Email: "specialista@demo.example", Name: "Specialista Demo", Lang: "it", Roles: []auth.Role{auth.Specialist}, DeskIDs: second},
		{Email: "coordinamento@demo.example", Name: "Coordinamento Demo", Lang: "it", Roles: []auth.Role{auth.Coordinator}},
		{Email: "amministratore@demo.example", Name: "Amministratore Demo", Lang: "it", Roles: []auth.Role{auth.Admin}},
		{Email: "ente@demo.example", Name: "Ente inviante Demo", Lang: "it", Roles: []auth.Role{auth.ReferringBody}},
		{Email: "abbinamento@demo.example", Name: "Abbinamento Demo", Lang: "it", Roles: []auth.Role{auth.Matching}, DeskIDs: allDesks(list)},
		{Email: "privacy@demo.example", Name: "Responsabile Dati Demo", Lang: "it", Roles: []auth.Role{auth.Protection}},
	}
}

// allDesks are the ids of all desks.
func allDesks(list []desks.Desk) []int64 {
	var ids []int64
	for _, d := range list {
		ids = append(ids, d.ID)
	}
	return ids
}

// demoOperators are the demo's operators who have an account: each one sees their
// own agenda and calendar.
var demoOperators = map[string]string{
	"Operatrice Demo Anna":   "accoglienza@demo.example",
	"Orientatore Demo Dario": "specialista@demo.example",
}

// seedDemo fills an empty database: it does nothing once there is a desk.
func (s *store) seedDemo(ctx context.Context, c config.Config) (err error) {
	list, err := desks.List(ctx, s.pools.Work, desks.Filter{})
	if err != nil || len(list) > 0 {
		return err
	}
	blobs, vault, err := openVault(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, blobs.Close()) }()
	now := c.Now()
	return db.InTx(ctx, s.pools.Work, func(ctx context.Context, tx bun.Tx) error {
		if err := services.LoadAreas(ctx, tx); err != nil {
			return err
		}
		if err := pages.SeedDemo(ctx, tx, now); err != nil {
			return err
		}
		demo, err := desks.SeedDemo(ctx, tx, now)
		if err != nil {
			return err
		}
		accounts, err := auth.SeedDemo(ctx, tx, demoUsers(demo.Desks), demoPassword, now)
		if err != nil {
			return err
		}
		for _, o := range demo.Operators {
			if id := accounts[demoOperators[o.Name]]; id != 0 {
				if err := desks.LinkOperator(ctx, tx, o.ID, id); err != nil {
					return err
				}
			}
		}
		if err := seedMediators(ctx, tx, demo.Desks, now); err != nil {
			return err
		}
		if err := seedNetwork(ctx, tx, demo.Desks[0].ID, accounts["ente@demo.example"], now); err != nil {
			return err
		}
		if err := seedCases(ctx, tx, vault, demo.Desks[0].ID, accounts["accoglienza@demo.example"], now); err != nil {
			return err
		}
		team := []int64{accounts["accoglienza@demo.example"], accounts["specialista@demo.example"]}
		if err := meetings.SeedDemo(ctx, tx, demo.Desks[0].ID, team, now); err != nil {
			return err
		}
		if err := assessments.SeedDemo(ctx, tx, accounts["accoglienza@demo.example"], now); err != nil {
			return err
		}
		return appointments.SeedDemo(ctx, tx, demo.Desks, now)
	})
}

// seedCases opens files at a desk and takes half of their people in charge, three
// weeks ago, so that the first checks are due.
func seedCases(ctx context.Context, tx bun.Tx, vault *files.Vault, deskID, userID int64, now time.Time) error {
	ids, err := people.SeedDemo(ctx, tx, deskID, now)
	if err != nil {
		return err
	}
	if err := occupations.Ship(ctx, tx, now); err != nil {
		return err
	}
	if err := preferences.SeedDemo(ctx, tx, ids, now); err != nil {
		return err
	}
	if err := cvs.SeedDraft(ctx, tx, ids[1], now); err != nil {
		return err
	}
	if err := cvs.SeedDemo(ctx, tx, vault, ids[0], ids[2], ids[4], now); err != nil {
		return err
	}
	var opened []int64
	for _, id := range ids[:len(ids)/2] {
		p, err := people.Find(ctx, tx, auth.Program("seed"), id)
		if err != nil {
			return err
		}
		in := cases.Intake{PersonID: id, DeskID: deskID, UserID: userID, NoticeVersion: cases.NoticeVersion, NoticeLang: p.Lang, Need: "Cerca un lavoro stabile vicino a casa."}
		caseID, err := cases.TakeInCharge(ctx, tx, auth.Program("seed"), in, now.AddDate(0, 0, -21))
		if err != nil {
			return err
		}
		if err := cases.SeedDemo(ctx, tx, caseID, userID, now); err != nil {
			return err
		}
		opened = append(opened, caseID)
	}
	if err := enrolments.SeedDemo(ctx, tx, ids, now); err != nil {
		return err
	}
	if err := placements.SeedDemo(ctx, tx, opened, now); err != nil {
		return err
	}
	return applications.SeedDemo(ctx, tx, ids, deskID, now)
}

// seedNetwork opens invented bodies; an account of the first has sent two people to a desk.
func seedNetwork(ctx context.Context, tx bun.Tx, deskID, userID int64, now time.Time) error {
	ids, err := partners.SeedDemo(ctx, tx, now)
	if err != nil {
		return err
	}
	if err := partners.LinkDemo(ctx, tx, ids[0], userID, now); err != nil {
		return err
	}
	return referrals.SeedIncoming(ctx, tx, userID, deskID, now)
}

// seedMediators writes two invented mediators: one comes to the first desk, one
// helps every desk by phone.
func seedMediators(ctx context.Context, tx bun.IDB, list []desks.Desk, now time.Time) error {
	near := desks.SaveMediator{Name: "Mediatrice Demo Samira", Languages: []string{"ar", "fr"}, DeskIDs: []int64{list[0].ID}, InUse: true}
	far := desks.SaveMediator{Name: "Mediatore Demo Wei", Languages: []string{"zh", "en"}, ByPhone: true, InUse: true}
	for day := time.Monday; day <= time.Friday; day++ {
		near.Week[day], far.Week[day] = "9-13, 15-19", "9-13"
	}
	for _, f := range []desks.SaveMediator{near, far} {
		if _, err := desks.PutMediator(ctx, tx, auth.Program("seed"), f, now); err != nil {
			return err
		}
	}
	return nil
}

func seedOnly(ctx context.Context, c config.Config, _ []string, out io.Writer) (err error) {
	if c.Production() {
		return errors.New("demo data are for trials: APPRODO_ENV is production")
	}
	s, err := openStore(ctx, c, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.seedDemo(ctx, c); err != nil {
		return err
	}
	fmt.Fprintln(out, "demo data are in place")
	return nil
}
