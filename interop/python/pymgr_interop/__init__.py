# SPDX-License-Identifier: MIT
"""What pymgr's interoperability tests share.

Two sorts of module live here. Those that a tested interpreter runs (describe, player, server, samples and the
programs named *_client) use nothing beyond what Python 2.7 and every Python 3 since 3.6 have in common. All others
arrange the tests and need Python 3.9.
"""
