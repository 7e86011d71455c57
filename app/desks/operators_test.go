package desks_test

import (
	"testing"
	"time"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/fault"
)

var boss = auth.Actor{UserID: 1, Roles: []auth.Role{auth.Coordinator}}

// at is somebody who works at some desks only.
func at(ids ...int64) auth.Actor {
	return auth.Actor{UserID: 2, Roles: []auth.Role{auth.Reception}, DeskIDs: ids}
}

func TestOperatorsOfOtherDesksAreOutOfReach(t *testing.T) {
	ctx, tx, demo := demo(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	here, there := demo.Desks[0].ID, demo.Desks[len(demo.Desks)-1].ID
	form := desks.SaveOperator{Name: "Nuova  Collega", Languages: []string{"ar", "it", "ar"}, DeskIDs: []int64{there}}
	if _, err := desks.PutOperator(ctx, tx, at(here), form, now); !fault.Is(err, fault.NotFound) {
		t.Fatalf("an operator was put at another's desk: %v", err)
	}
	id, err := desks.PutOperator(ctx, tx, at(there), form, now)
	if err != nil {
		t.Fatal(err)
	}
	x, err := desks.FindStaff(ctx, tx, at(there), id)
	if err != nil || x.Name != "Nuova Collega" || len(x.Languages) != 2 || !x.At(there, desks.DateOf(now)) {
		t.Fatalf("%+v, %v", x, err)
	}
	if _, err := desks.FindStaff(ctx, tx, at(here), id); !fault.Is(err, fault.NotFound) {
		t.Errorf("found from another desk: %v", err)
	}
	form.ID, form.Name, form.DeskIDs = id, "Altro nome", nil
	if _, err := desks.PutOperator(ctx, tx, at(here), form, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("changed from another desk: %v", err)
	}
	leave := desks.LeaveDesk{DeskID: there, OperatorID: id, Last: "2026-11-25"}
	if err := desks.Make(ctx, tx, at(here), leave, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("sent away from another desk: %v", err)
	}
	if err := desks.Make(ctx, tx, boss, leave, now); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2026-11-25": true, "2026-11-26": false} {
		d, _ := desks.ParseDate(day)
		list, err := desks.Working(ctx, tx, there, d)
		found := false
		for _, o := range list {
			found = found || o.ID == id
		}
		if err != nil || found != want {
			t.Errorf("%s: works there %v, want %v (%v)", day, found, want, err)
		}
	}
	form.DeskIDs = []int64{there}
	if _, err := desks.PutOperator(ctx, tx, boss, form, now); err != nil {
		t.Fatal(err)
	}
	if x, err := desks.FindStaff(ctx, tx, boss, id); err != nil || !x.At(there, desks.DateOf(now).AddDays(100)) {
		t.Errorf("does not work there again: %+v %v", x, err)
	}
}

func TestLeavingEndsTheHours(t *testing.T) {
	ctx, tx, demo := demo(t)
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	desk := demo.Desks[0]
	list, err := desks.Operators(ctx, tx, desk.ID)
	if err != nil || len(list) < 2 {
		t.Fatalf("%v %v", list, err)
	}
	gone := list[0].ID
	if err := desks.Make(ctx, tx, boss, desks.LeaveDesk{DeskID: desk.ID, OperatorID: gone, Last: "2026-11-22"}, now); !fault.Is(err, fault.Invalid) {
		t.Errorf("days gone by were changed: %v", err)
	}
	if err := desks.Make(ctx, tx, boss, desks.LeaveDesk{DeskID: desk.ID, OperatorID: gone, Last: "2026-11-24"}, now); err != nil {
		t.Fatal(err)
	}
	if err := desks.Make(ctx, tx, boss, desks.LeaveDesk{DeskID: desk.ID, OperatorID: gone, Last: "2026-12-24"}, now); !fault.Is(err, fault.NotFound) {
		t.Errorf("who had left left again later: %v", err)
	}
	schedule, err := desks.LoadSchedule(ctx, tx, &desk, desks.DateOf(now), desks.DateOf(now).AddDays(60))
	if err != nil {
		t.Fatal(err)
	}
	openings, err := schedule.Openings()
	days, others := 0, 0
	for _, o := range openings {
		if o.OperatorID != gone {
			others++
		} else if days++; o.Day.String() > "2026-11-24" {
			t.Errorf("still open on %s", o.Day)
		}
	}
	if err != nil || days == 0 || others == 0 {
		t.Errorf("%d openings of who left, %d of the others, %v", days, others, err)
	}
}
