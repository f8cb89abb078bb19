"""After the ceremony: where each paper is, hand-overs to agencies, copies of lost papers."""
