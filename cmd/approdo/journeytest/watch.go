package journeytest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// Traffic is what a page took from the network since the last Go.
type Traffic struct {
	// Requests counts redirects too, data: addresses not.
	Requests int
	// Bytes as they came over the wire, headers included.
	Bytes int
	// Kinds holds the bytes of the largest answer of each kind: Document, Stylesheet,
	// Script, Font, Image.
	Kinds map[string]int
	// Lines name each request with its bytes, for messages.
	Lines []string
}

// watch listens to one page: what is under way, what was transferred, what the
// console said. Its methods may be called from any goroutine.
type watch struct {
	mu       sync.Mutex
	last     time.Time
	underway map[network.RequestID]string
	kinds    map[network.RequestID]string
	traffic  Traffic
	status   int
	frame    cdp.FrameID // the page itself
	expected map[int]bool
	cuts     bool
	problems []string
}

func newWatch() *watch {
	return &watch{last: time.Now(), underway: map[network.RequestID]string{}, kinds: map[network.RequestID]string{}, expected: map[int]bool{422: true}}
}

// belongsTo says which frame is the page.
func (w *watch) belongsTo(frame cdp.FrameID) {
	w.mu.Lock()
	w.frame = frame
	w.mu.Unlock()
}

// event is called for each message of the browser about the page.
func (w *watch) event(e any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := e.(type) {
	case *network.EventRequestWillBeSent:
		w.request(e)
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument && (w.frame == "" || e.FrameID == w.frame) {
			w.status = int(e.Response.Status)
		}
	case *network.EventLoadingFinished:
		w.finished(e.RequestID, int(e.EncodedDataLength))
	case *network.EventLoadingFailed:
		w.finished(e.RequestID, 0)
	case *log.EventEntryAdded:
		w.entry(e.Entry)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.problems = append(w.problems, "console: "+words(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.problems = append(w.problems, "script: "+thrown(e.ExceptionDetails))
	}
}

func (w *watch) request(e *network.EventRequestWillBeSent) {
	if strings.HasPrefix(e.Request.URL, "data:") {
		return
	}
	w.last = time.Now()
	if e.RedirectResponse != nil {
		w.finished(e.RequestID, int(e.RedirectResponse.EncodedDataLength))
	}
	w.traffic.Requests++
	if e.Type == network.ResourceTypeDocument && w.frame != "" && e.FrameID != w.frame {
		return // a frame inside may live in another process, which reports its end elsewhere
	}
	w.underway[e.RequestID], w.kinds[e.RequestID] = e.Request.URL, string(e.Type)
}

func (w *watch) finished(id network.RequestID, size int) {
	url, known := w.underway[id]
	if !known {
		return
	}
	w.last = time.Now()
	delete(w.underway, id)
	w.traffic.Bytes += size
	if w.traffic.Kinds == nil {
		w.traffic.Kinds = map[string]int{}
	}
	w.traffic.Kinds[w.kinds[id]] = max(w.traffic.Kinds[w.kinds[id]], size)
	w.traffic.Lines = append(w.traffic.Lines, fmt.Sprintf("%7d %s", size, url))
}

// entry: what the browser itself writes into the console. An error status is
// written there too; those a test expects are let through.
func (w *watch) entry(e *log.Entry) {
	if e.Level != log.EntryLevelError {
		return
	}
	if e.Source == log.EntrySourceNetwork {
		if w.cuts && strings.Contains(e.Text, "net::ERR_") {
			return
		}
		for status := range w.expected {
			if strings.Contains(e.Text, fmt.Sprintf("status of %d", status)) {
				return
			}
		}
	}
	w.problems = append(w.problems, strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Source, e.Text, e.URL)))
}

// touch restarts the wait for quiet: something is about to happen.
func (w *watch) touch() {
	w.mu.Lock()
	w.last = time.Now()
	w.mu.Unlock()
}

// forget starts a new count of traffic.
func (w *watch) forget() {
	w.mu.Lock()
	w.last, w.traffic = time.Now(), Traffic{}
	w.mu.Unlock()
}

const quietTime = 100 * time.Millisecond

func (w *watch) quiet() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.underway) == 0 && time.Since(w.last) > quietTime
}

func (w *watch) pending() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Sorted(maps.Values(w.underway))
}

func words(args []*runtime.RemoteObject) string {
	var all []string
	for _, a := range args {
		if a.Description != "" {
			all = append(all, a.Description)
			continue
		}
		all = append(all, string(a.Value))
	}
	return strings.Join(all, " ")
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}
