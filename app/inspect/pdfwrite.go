package inspect

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// writer writes a new PDF: plain objects, one table, nothing compressed by us and nothing
// encrypted, so that what stands in it can be read by anybody.
type writer struct {
	buf     bytes.Buffer
	offsets []int // by object number - 1; 0 for those not written
}

func newWriter() *writer {
	w := &writer{}
	w.buf.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	return w
}

// number reserves an object.
func (w *writer) number() int {
	w.offsets = append(w.offsets, 0)
	return len(w.offsets)
}

func ref(number int) types.IndirectRef { return *types.NewIndirectRef(number, 0) }

// object writes a reserved object.
func (w *writer) object(number int, o types.Object) {
	w.offsets[number-1] = w.buf.Len()
	fmt.Fprintf(&w.buf, "%d 0 obj\n", number)
	if s, ok := o.(types.StreamDict); ok {
		d := types.Dict{}
		for k, v := range s.Dict {
			d[k] = v
		}
		d["Length"] = types.Integer(len(s.Raw))
		w.value(d)
		w.buf.WriteString("\nstream\n")
		w.buf.Write(s.Raw)
		w.buf.WriteString("\nendstream")
	} else {
		w.value(o)
	}
	w.buf.WriteString("\nendobj\n")
}

// add writes an object and gives a reference to it.
func (w *writer) add(o types.Object) types.IndirectRef {
	n := w.number()
	w.object(n, o)
	return ref(n)
}

// value writes one value; strings as hexadecimals, so that none of them ends early.
func (w *writer) value(o types.Object) {
	switch o := o.(type) {
	case types.Dict:
		w.dict(o)
	case types.Array:
		w.buf.WriteByte('[')
		for i, v := range o {
			if i > 0 {
				w.buf.WriteByte(' ')
			}
			w.value(v)
		}
		w.buf.WriteByte(']')
	case types.Name:
		w.name(string(o))
	case types.StringLiteral:
		text, err := types.Unescape(string(o))
		if err != nil {
			text = nil
		}
		fmt.Fprintf(&w.buf, "<%x>", text)
	case types.HexLiteral:
		w.buf.WriteByte('<')
		for _, c := range []byte(o) {
			if bytes.IndexByte([]byte("0123456789abcdefABCDEF"), c) >= 0 {
				w.buf.WriteByte(c)
			}
		}
		w.buf.WriteByte('>')
	case types.Integer:
		w.buf.WriteString(strconv.Itoa(int(o)))
	case types.Float:
		w.buf.WriteString(strconv.FormatFloat(float64(o), 'f', -1, 64))
	case types.Boolean:
		w.buf.WriteString(strconv.FormatBool(bool(o)))
	case types.IndirectRef:
		fmt.Fprintf(&w.buf, "%d 0 R", int(o.ObjectNumber))
	default:
		w.buf.WriteString("null")
	}
}

func (w *writer) dict(d types.Dict) {
	keys := make([]string, 0, len(d))
	for k := range d {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	w.buf.WriteString("<<")
	for _, k := range keys {
		w.name(k)
		w.buf.WriteByte(' ')
		w.value(d[k])
	}
	w.buf.WriteString(">>")
}

func (w *writer) name(s string) {
	w.buf.WriteByte('/')
	for _, c := range []byte(s) {
		if c < '!' || c > '~' || bytes.IndexByte([]byte("#/%()<>[]{}"), c) >= 0 {
			fmt.Fprintf(&w.buf, "#%02x", c)
		} else {
			w.buf.WriteByte(c)
		}
	}
}

// end writes the table and the trailer. The id is the digest of what was read.
func (w *writer) end(root, info types.IndirectRef, read []byte) {
	table := w.buf.Len()
	fmt.Fprintf(&w.buf, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, at := range w.offsets {
		if at == 0 {
			w.buf.WriteString("0000000000 65535 f \n")
		} else {
			fmt.Fprintf(&w.buf, "%010d 00000 n \n", at)
		}
	}
	sum := sha256.Sum256(read)
	id := types.HexLiteral(hex.EncodeToString(sum[:16]))
	w.buf.WriteString("trailer\n")
	w.value(types.Dict{"Size": types.Integer(len(w.offsets) + 1), "Root": root, "Info": info, "ID": types.Array{id, id}})
	fmt.Fprintf(&w.buf, "\nstartxref\n%d\n%%%%EOF\n", table)
}

func (w *writer) bytes() []byte { return w.buf.Bytes() }
