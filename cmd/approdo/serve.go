package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"approdo/app/config"
)

// stopWithin is how long requests and jobs under way may take to finish.
const stopWithin = 20 * time.Second

// memoryNear is what the program's memory is kept near, in bytes, by collecting what is no
// longer needed earlier: files people send come and go in it. GOMEMLIMIT sets another.
const memoryNear = 200 << 20

// serve starts everything in order, prints where to go, and stops in reverse.
func serve(ctx context.Context, c config.Config, _ []string, out io.Writer) (err error) {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryNear)
	}
	store, err := openStore(ctx, c, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.close()) }()
	if err := store.prepare(ctx, c); err != nil {
		return err
	}
	house, err := build(ctx, c, store.pools)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.close()) }()
	listener, err := net.Listen("tcp", c.Addr())
	if err != nil {
		return fmt.Errorf("port %d is not free: %w (choose another with PORT=…)", c.Port, err)
	}
	group, running := errgroup.WithContext(ctx)
	group.Go(func() error { return house.web.Serve(listener) })
	group.Go(func() error { return house.jobs.Run(running) })
	group.Go(func() error {
		<-running.Done()
		stopping, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		return house.web.Stop(stopping)
	})
	announce(out, c, house)
	err = group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// announce prints the addresses and, in development, the demo accounts: the last
// lines somebody sees after `make run`.
func announce(out io.Writer, c config.Config, h *house) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nApprodo is running.\n\n")
	fmt.Fprintf(&b, "  Portal        %s/\n", c.BaseURL)
	fmt.Fprintf(&b, "  Back-office   %s/ufficio\n", c.BaseURL)
	fmt.Fprintf(&b, "  Bodies        %s/enti\n", c.BaseURL)
	if h.catcher != nil {
		fmt.Fprintf(&b, "  Inbox         %s/posta\n", c.BaseURL)
	}
	if c.Development() {
		fmt.Fprintf(&b, "\n  Demo accounts (password %s)\n", demoPassword)
		for _, u := range demoUsers(nil) {
			fmt.Fprintf(&b, "    %-32s %s\n", u.Email, u.Name)
		}
		fmt.Fprintln(&b)
	}
	_, _ = io.WriteString(out, b.String()) // at once: whoever waits for the first line has them all
}
