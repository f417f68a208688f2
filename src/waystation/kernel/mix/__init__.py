"""Ways drawn by lot against somebody who watches."""
