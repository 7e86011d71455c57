// Command bench measures what Approdo costs beside the bare libraries it stands on,
// on this machine, in one run (`make bench`).
//
// It starts the real program and, in a process of its own, a bare fiber handler and
// a bare one-query handler, all on loopback and on one private PostgreSQL with
// durable settings in a scratch folder on disk. Each round measures every line once;
// the table shows the medians of the rounds. Clients and servers share the cores, so
// only the ratios travel to another machine.
//
//	go run ./cmd/bench            the table
//	go run ./cmd/bench -rounds 9  steadier medians
//	go run ./cmd/bench -only import   files of 50 000 people and jobs from upload to undo
//	go run ./cmd/bench -only glossary loading ESCO, where its files are, and searching in it
//	go run ./cmd/bench -only cvs      CVs from upload to text
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"approdo/app/inspect"
)

// options of a run.
type options struct {
	program string
	rounds  int
	slice   time.Duration
	clients int
	past    int
	people  int
	only    string
	rows    int
	esco    string
}

func main() {
	inspect.Child(os.Args)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) > 0 && args[0] == bareCommand {
		return serveBare(ctx, os.Stdin, os.Stdout)
	}
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.StringVar(&o.program, "program", "bin/approdo", "the program to measure")
	flags.IntVar(&o.rounds, "rounds", 5, "rounds; the table shows their medians")
	flags.DurationVar(&o.slice, "slice", 1500*time.Millisecond, "how long each line is measured in a round")
	flags.IntVar(&o.clients, "clients", 16, "clients that ask for pages at once")
	flags.IntVar(&o.past, "past", 3*365, "days of appointments behind the large desk")
	flags.IntVar(&o.people, "people", 200_000, "people a search goes through")
	flags.StringVar(&o.only, "only", "", `"import", "glossary" or "cvs" measures that and nothing else`)
	flags.IntVar(&o.rows, "rows", 50_000, "rows of the file that is imported")
	flags.StringVar(&o.esco, "esco", "", "the folder with the ZIP files of ESCO; looked for in shared/data/esco above")
	if err := flags.Parse(args); err != nil {
		return err
	}
	began := time.Now()
	place, err := newScratch(ctx, o.program)
	if err != nil {
		return err
	}
	defer place.remove()
	if o.only == "import" {
		return importing(ctx, o, place, os.Stdout)
	}
	if o.only == "glossary" {
		return glossary(ctx, o, place, os.Stdout)
	}
	if o.only == "cvs" {
		return handingIn(ctx, o, place, os.Stdout)
	}
	var t table
	if err := pages(ctx, o, place, &t); err != nil {
		return err
	}
	if err := bookings(ctx, o, place, &t); err != nil {
		return err
	}
	t.print(os.Stdout)
	fmt.Println()
	if err := importing(ctx, o, place, os.Stdout); err != nil {
		return err
	}
	fmt.Println()
	if err := glossary(ctx, o, place, os.Stdout); err != nil {
		return err
	}
	fmt.Println()
	if err := handingIn(ctx, o, place, os.Stdout); err != nil {
		return err
	}
	fmt.Printf("\n%d rounds, %d clients for pages; whole run %s\n", o.rounds, o.clients, time.Since(began).Round(time.Second))
	return nil
}
