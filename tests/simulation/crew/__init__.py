"""Random schedules of several daemons that share one store: killed, paused and cut off at any await."""
