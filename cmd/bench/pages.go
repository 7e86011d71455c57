package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/valyala/fasthttp"

	"approdo/app/db"
	"approdo/app/db/cluster"
	"approdo/app/desks"
	"approdo/app/services"
)

// target is one address that is measured.
type target struct {
	name   string
	url    string
	client *fasthttp.HostClient
	rounds []result
}

// pages measures the home page and the list of free times beside bare handlers that
// send as many bytes.
func pages(ctx context.Context, o options, s *scratch, t *table) (err error) {
	program, err := s.startProgram(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, program.stop()) }()
	c, err := cluster.Attach(ctx, cluster.Options{DataDir: s.dir})
	if err != nil {
		return err
	}
	slots, err := slotList(ctx, c.DSN())
	if err != nil {
		return err
	}
	home := page("home page", program.addr, "/", o)
	size, err := home.get()
	if err != nil {
		return err
	}
	bare, err := startBare(ctx, c.DSN(), size)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, bare.stop()) }()
	targets := []*target{
		page("bare handler", bare.addr, "/bare", o), page("one query", bare.addr, "/query", o),
		home, page("slot list", program.addr, slots, o),
	}
	if err := ask(ctx, o, targets); err != nil {
		return err
	}
	t.add(targets[0].name, median(targets[0].rounds))
	for _, x := range targets[1:] {
		beside := []string{"bare handler", "one query"}
		if x == targets[1] {
			beside = beside[:1]
		}
		t.add(x.name, median(x.rounds), beside...)
	}
	return nil
}

// ask measures every target in every round, after one round that does not count.
func ask(ctx context.Context, o options, targets []*target) error {
	for round := range o.rounds + 1 {
		for _, x := range targets {
			slice := o.slice
			if round == 0 {
				slice /= 3
			}
			r, err := timed(ctx, o.clients, slice, func(context.Context, int) error {
				_, err := x.get()
				return err
			})
			if err != nil {
				return err
			}
			if round > 0 {
				x.rounds = append(x.rounds, r)
			}
		}
	}
	return nil
}

func page(name, addr, path string, o options) *target {
	return &target{
		name: name, url: "http://" + addr + path,
		client: &fasthttp.HostClient{Addr: addr, MaxConns: o.clients, ReadTimeout: 10 * time.Second},
	}
}

// get asks once and gives the size of the answer.
func (x *target) get() (int, error) {
	request, answer := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(request)
	defer fasthttp.ReleaseResponse(answer)
	request.SetRequestURI(x.url)
	request.Header.Set("Accept-Language", "it")
	if err := x.client.Do(request, answer); err != nil {
		return 0, err
	}
	if answer.StatusCode() != fasthttp.StatusOK {
		return 0, fmt.Errorf("%s answers %d", x.url, answer.StatusCode())
	}
	return len(answer.Body()), nil
}

// slotList is the address of the page with the free times of the first desk.
func slotList(ctx context.Context, dsn string) (string, error) {
	pools, err := db.Open(dsn, db.Options{})
	if err != nil {
		return "", err
	}
	defer func() { _ = pools.Close() }()
	list, err := desks.List(ctx, pools.Web, desks.Filter{})
	if err != nil {
		return "", err
	}
	areas, err := services.ListAt(ctx, pools.Web, list[0].ID)
	if err != nil {
		return "", err
	}
	return "/prenota/orario?ambito=" + areas[0].Slug + "&sportello=" + list[0].Slug, nil
}
