# Stops the tests' PostgreSQL when no test process has used it for 20 seconds, and removes its folder.
# Arguments: the folder with the locks, then the command that stops the server.
home=$1
shift
exec 7>>"$home/watched" 8>>"$home/lock"
flock --nonblock 7 || exit 0
idle=0
while [ -d "$home/run" ]; do
	sleep 1
	if flock --nonblock "$home/users" true; then idle=$((idle + 1)); else idle=0; fi
	if [ "$idle" -ge 20 ]; then
		# Nobody can start to use it while we hold the lock; somebody may have just before.
		flock 8
		if flock --nonblock "$home/users" true; then
			"$@" 7>&- 8>&-
			rm -rf "$home/run"
			exit 0
		fi
		flock --unlock 8
		idle=0
	fi
done
