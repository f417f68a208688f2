"""Stories and portraits, each as long as its consent."""
