package main

import "github.com/itk-assurance/tkw/scripts/internal/genuine"

// message is a valid request, which is answered SMSP-0000.
type message struct {
	body   []byte
	action string
}

func newMessage(f *genuine.Factory) (message, error) {
	r, err := f.Request("getPatientDetails", "http://127.0.0.1/")
	if err != nil {
		return message{}, err
	}
	m := message{body: r.Wire.Body}
	for _, h := range r.Wire.Header {
		if h.Name == "SOAPAction" {
			m.action = h.Value
		}
	}
	return m, nil
}
