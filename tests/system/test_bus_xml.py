# SPDX-License-Identifier: MIT
"""The interface that the running service describes is the one that systemd/org.pufa.Pufa1.xml does."""

import json
import os
import unittest
import xml.etree.ElementTree as ElementTree

import rig as r


def members(node):
    """{interface: {(kind, name, what)}} of our own interfaces."""
    found = {}
    for interface in node.iter("interface"):
        if not interface.get("name").startswith(r.NAME):
            continue
        here = found.setdefault(interface.get("name"), set())
        for method in interface.iter("method"):
            here.add(("method", method.get("name"), tuple(
                (a.get("name"), a.get("type"), a.get("direction"))
                for a in method.iter("arg"))))
        for signal in interface.iter("signal"):
            here.add(("signal", signal.get("name"), tuple(
                (a.get("name"), a.get("type")) for a in signal.iter("arg"))))
        for prop in interface.iter("property"):
            here.add(("property", prop.get("name"), (prop.get("type"), prop.get("access"))))
    return found


class BusXml(unittest.TestCase):
    def test_they_agree(self):
        with r.Rig() as rig:
            tcp = rig.tcp(1)
            r.write_playlists(rig)
            rig.write("pufa.cfg", r.site([r.tcp_line("net-1", tcp)], [r.board("a-b", "net-1", 1)]))
            rig.start()
            promised = members(ElementTree.parse(
                os.path.join(r.SOURCE, "systemd/org.pufa.Pufa1.xml")).getroot())
            found = {}
            for path in ("", "/line/net_2d1", "/board/a_2db"):
                text = json.loads(rig.busctl(
                    "call", r.NAME, r.PATH + path, "org.freedesktop.DBus.Introspectable",
                    "Introspect"))["data"][0]
                found.update(members(ElementTree.fromstring(text)))
            self.assertEqual(len(promised), 3)
            for interface in sorted(promised):
                self.assertEqual(sorted(promised[interface] ^ found.get(interface, set())), [],
                                 interface)

            # One call gives it all.
            objects = json.loads(rig.busctl(
                "call", r.NAME, r.PATH, "org.freedesktop.DBus.ObjectManager",
                "GetManagedObjects"))["data"][0]
            self.assertEqual(sorted(p[len(r.PATH):] for p in objects),
                             ["/board/a_2db", "/line/net_2d1"])
            for path, interface in (("/line/net_2d1", "Line"), ("/board/a_2db", "Board")):
                name = f"{r.NAME}.{interface}"
                self.assertEqual(
                    sorted(objects[r.PATH + path][name]),
                    sorted(m[1] for m in promised[name] if m[0] == "property"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
