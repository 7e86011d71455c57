package main

import (
	"context"
	"errors"

	"approdo/app/appointments"
	"approdo/app/db"
	"approdo/app/desks"
	"approdo/app/services"
)

// month: the free times of a month at one desk with forty operators and three years
// of appointments behind it, one after the other.
func month(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return w.search(ctx, o, pools, w.today.AddDays(30))
}

// horizon: the same for as far ahead as people can book.
func horizon(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return w.search(ctx, o, pools, desks.Date{})
}

func (w *world) search(ctx context.Context, o options, pools *db.Pools, to desks.Date) (result, error) {
	q := appointments.Query{DeskID: w.large, AreaID: w.area, To: to}
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		days, err := appointments.FreeDays(ctx, pools.Web, q, w.now)
		if err == nil && len(days) == 0 {
			err = errors.New("the large desk offers nothing")
		}
		return err
	})
}

// anywhere: the first free times over twenty desks with two operators each, all with
// three years of appointments.
func anywhere(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return w.wish(ctx, o, pools, appointments.Wish{}, true)
}

// inVain: what cannot be found goes through every day of every desk, and once more
// for the times nearest to the wish.
func inVain(ctx context.Context, o options, pools *db.Pools, w *world) (result, error) {
	return w.wish(ctx, o, pools, appointments.Wish{Speaks: "zh", Part: appointments.Late}, false)
}

func (w *world) wish(ctx context.Context, o options, pools *db.Pools, wish appointments.Wish, found bool) (result, error) {
	area, err := services.FindBrief(ctx, pools.Web, w.wide)
	if err != nil {
		return result{}, err
	}
	wish.Area = area
	return timed(ctx, 1, o.slice, func(ctx context.Context, _ int) error {
		f, err := appointments.Search(ctx, pools.Web, wish, w.now)
		if err == nil && (len(f.Days) > 0) != found {
			err = errors.New("the search over every desk did not find what it should")
		}
		return err
	})
}
