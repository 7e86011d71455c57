package journeytest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
)

// CheckAll runs what every page owes to everybody: no accessibility violation,
// nothing that scrolls sideways, exactly one heading of the first level.
func (p *Page) CheckAll() {
	p.t.Helper()
	for _, v := range append(p.Violations(), p.Sideways()...) {
		p.t.Errorf("%s: %s", p.URL(), v)
	}
	if n := Evaluate[int](p, "document.querySelectorAll('h1').length"); n != 1 {
		p.t.Errorf("%s has %d first-level headings", p.URL(), n)
	}
}

// Violations are what axe-core holds against the page, one line each.
func (p *Page) Violations() []string {
	p.t.Helper()
	return p.axe("{ resultTypes: ['violations'] }")
}

// LatinContrast puts Latin letters in place of every other and asks about contrast
// alone: axe does not judge it in some scripts. The page is of no use afterwards.
func (p *Page) LatinContrast() []string {
	p.t.Helper()
	Evaluate[bool](p, `(() => {
		const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
		for (let n; (n = walk.nextNode());) n.data = n.data.replace(/[^\x00-\x7f]/g, 'a')
		return true
	})()`)
	return p.axe("{ runOnly: ['color-contrast'] }")
}

func (p *Page) axe(options string) []string {
	p.t.Helper()
	library, err := os.ReadFile(filepath.Join(root(p.t), "static", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe-core is missing, run make assets: %v", err)
	}
	if !Evaluate[bool](p, "typeof axe === 'object'") {
		Evaluate[bool](p, string(library)+"; true")
	}
	text := p.text(`axe.run(document, ` + options + `).then((r) => JSON.stringify(r.violations.flatMap((v) =>
		v.nodes.map((n) => v.id + ': ' + v.help + ' — ' + n.target.join(' ') + ' ' + n.html.slice(0, 160)))))`)
	var lines []string
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// Sideways names what makes the page scroll sideways, nothing when it does not.
func (p *Page) Sideways() []string {
	p.t.Helper()
	text := p.text(`(() => {
		const wide = document.documentElement.clientWidth
		const full = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)
		if (full <= wide) return '[]'
		const clipped = (e) => {
			for (let a = e.parentElement; a && a !== document.body; a = a.parentElement) {
				if (getComputedStyle(a).overflowX !== 'visible') return true
			}
		}
		const out = Array.from(document.body.querySelectorAll('*')).filter((e) => {
			const r = e.getBoundingClientRect()
			return e.checkVisibility() && r.width > 0 && (r.right > wide + 1 || r.left < -1) && !clipped(e)
		})
		return JSON.stringify([full + ' px wide on a screen of ' + wide].concat(out.slice(0, 8).map((e) => e.outerHTML.slice(0, 160))))
	})()`)
	var lines []string
	if err := json.Unmarshal([]byte(text), &lines); err != nil {
		p.t.Fatal(err)
	}
	return lines
}

// Vitals are what a person waits for.
type Vitals struct {
	// LCP is when the largest part of the page was there, in milliseconds.
	LCP float64
	// CLS is how much the page jumped while it came, 0 for not at all.
	CLS float64
}

// Slow makes the network a slow 4G and, without the race detector, the processor
// four times slower, for the pages to come.
func (p *Page) Slow() {
	p.t.Helper()
	const kbit = 1000.0 / 8
	p.must(step(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: 562.5, DownloadThroughput: 1440 * kbit, UploadThroughput: 675 * kbit}},
	}))
	if !Raced {
		p.must(step(emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4}))
	}
}

// Vitals of the page as it stands. Every jump counts: a telephone that was just
// unfolded passes for input, which would excuse them.
func (p *Page) Vitals() Vitals {
	p.t.Helper()
	text := p.text(`new Promise((done) => {
		const v = { LCP: 0, CLS: 0 }
		new PerformanceObserver((l) => { for (const e of l.getEntries()) v.LCP = Math.max(v.LCP, e.startTime) })
			.observe({ type: 'largest-contentful-paint', buffered: true })
		new PerformanceObserver((l) => { for (const e of l.getEntries()) v.CLS += e.value })
			.observe({ type: 'layout-shift', buffered: true })
		setTimeout(() => done(JSON.stringify(v)), 500)
	})`)
	var v Vitals
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		p.t.Fatal(err)
	}
	return v
}

// LargeText doubles the letters, as WCAG 1.4.4 lets people do.
func (p *Page) LargeText() {
	p.t.Helper()
	Evaluate[bool](p, "document.documentElement.style.fontSize = '200%'; true")
}

// Within fails when the page took more from the network than the budget allows.
func (p *Page) Within(requests, bytes int) {
	p.t.Helper()
	if got := p.Traffic(); got.Requests > requests || got.Bytes > bytes {
		p.t.Errorf("%s: %d requests and %d bytes, at most %d and %d:\n%s",
			p.URL(), got.Requests, got.Bytes, requests, bytes, strings.Join(got.Lines, "\n"))
	}
}

// markupRules: what HTML and WCAG say, nothing about taste. Everything comes from
// ourselves, so no integrity attributes. Boxes of one question ("which weekdays")
// share their name, as HTML means them to; the rule knows that of radio buttons only.
// The display of a waiting room reloads itself where there is no script: nobody reads
// on it what a reload would take away. On other pages axe finds a reload.
const markupRules = `{
	"root": true,
	"extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
	"rules": {"no-inline-style": "error", "no-trailing-whitespace": "off", "require-sri": "off", "meta-refresh": "off",
		"form-dup-name": ["error", {"shared": ["radio", "checkbox", "submit", "button", "reset"]}]}
}`

// MarkupFaults are what html-validate says against documents, given by name as they
// were sent. One call for many documents: the tool takes a second to start.
func MarkupFaults(t testing.TB, documents map[string]string) []string {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	names := map[string]string{}
	args := []string{filepath.Join(root(t), "static", "node_modules", "html-validate", "bin", "html-validate.mjs"),
		"--config", write("rules.json", markupRules), "--formatter", "json=" + filepath.Join(dir, "report.json")}
	for name, text := range documents {
		file := write(fmt.Sprintf("%d.html", len(names)), text)
		names[file] = name
		args = append(args, file)
	}
	// The report goes to a file: the tool cuts a long one off in a pipe.
	out, err := exec.Command("node", args...).CombinedOutput()
	report, _ := os.ReadFile(filepath.Join(dir, "report.json"))
	var reports []struct {
		FilePath string
		Messages []struct {
			RuleID, Message string
			Line, Column    int
		}
	}
	if jsonErr := json.Unmarshal(report, &reports); jsonErr != nil {
		t.Fatalf("html-validate (make assets installs it): %v %v %s", err, jsonErr, out)
	}
	var lines []string
	for _, r := range reports {
		for _, m := range r.Messages {
			lines = append(lines, fmt.Sprintf("%s:%d:%d %s (%s)", names[r.FilePath], m.Line, m.Column, m.Message, m.RuleID))
		}
	}
	return lines
}
