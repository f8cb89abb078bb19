"""What a design's source may hold: typed fields, plain HTML, plain CSS, checked pictures."""
