package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// result is one line in one round.
type result struct {
	perSecond     float64
	p50, p95, p99 time.Duration
}

// timed calls do from so many clients at once for a while. do gets the client's
// number; its first error ends everything.
func timed(ctx context.Context, clients int, slice time.Duration, do func(ctx context.Context, client int) error) (result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	took := make([][]time.Duration, clients)
	began := time.Now()
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			for time.Since(began) < slice && ctx.Err() == nil {
				start := time.Now()
				if err := do(ctx, client); err != nil {
					cancel(err)
					return
				}
				took[client] = append(took[client], time.Since(start))
			}
		})
	}
	group.Wait()
	return summary(slices.Concat(took...), time.Since(began)), context.Cause(ctx)
}

func summary(all []time.Duration, over time.Duration) result {
	if len(all) == 0 {
		return result{}
	}
	slices.Sort(all)
	at := func(percent int) time.Duration { return all[min(len(all)-1, len(all)*percent/100)] }
	return result{float64(len(all)) / over.Seconds(), at(50), at(95), at(99)}
}

// median takes each number's median over the rounds.
func median(rounds []result) result {
	return result{
		middle(rounds, func(r result) float64 { return r.perSecond }),
		time.Duration(middle(rounds, func(r result) float64 { return float64(r.p50) })),
		time.Duration(middle(rounds, func(r result) float64 { return float64(r.p95) })),
		time.Duration(middle(rounds, func(r result) float64 { return float64(r.p99) })),
	}
}

func middle(rounds []result, of func(result) float64) float64 {
	var all []float64
	for _, r := range rounds {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// table is what is printed: lines, some beside others.
type table struct {
	lines []line
}

type line struct {
	name   string
	result result
	beside []comparison
}

// comparison is how this line stands to an earlier one.
type comparison struct {
	name  string
	ratio float64
}

func (t *table) add(name string, r result, beside ...string) {
	l := line{name: name, result: r}
	for _, b := range beside {
		i := slices.IndexFunc(t.lines, func(l line) bool { return l.name == b })
		l.beside = append(l.beside, comparison{b, r.perSecond / t.lines[i].result.perSecond})
	}
	t.lines = append(t.lines, l)
}

func (t *table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\tper second\tp50 ms\tp95 ms\tp99 ms\tratio")
	for _, l := range t.lines {
		ratios := ""
		for i, c := range l.beside {
			if i > 0 {
				ratios += ", "
			}
			ratios += fmt.Sprintf("%.2g of %s", c.ratio, c.name)
		}
		fmt.Fprintf(w, "%s\t%.0f\t%.2f\t%.2f\t%.2f\t%s\n",
			l.name, l.result.perSecond, ms(l.result.p50), ms(l.result.p95), ms(l.result.p99), ratios)
	}
	_ = w.Flush() // what cannot be written to the terminal cannot be reported there
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
