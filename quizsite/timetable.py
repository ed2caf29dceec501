"""How often each job runs; the path of a job is stored with it, so none is moved or renamed."""

from datetime import timedelta

TIMETABLE = {
    "quizsite.jobs.tidy.tidy": timedelta(hours=1),
    "quizsite.simulation.rehearsals.jobs.remove_old_rehearsals": timedelta(hours=6),
    "quizsite.audit.jobs.seal": timedelta(minutes=5),
    "quizsite.notifications.jobs.send_notices": timedelta(minutes=1),
    "quizsite.notifications.jobs.take_bounces": timedelta(minutes=10),
    "contests.jobs.copy_old_events": timedelta(minutes=5),
    "contests.rulings.jobs.regrade_again": timedelta(minutes=15),
    "contests.allowances.jobs.apply_incidents_again": timedelta(minutes=5),
    "leaderboard.finals.jobs.rank_checks_again": timedelta(minutes=5),
    "leaderboard.finals.jobs.correct_rounds_again": timedelta(minutes=5),
    "leaderboard.boards.jobs.name_heirs": timedelta(hours=1),
    "quizsite.accounts.jobs.remove_old_tries": timedelta(hours=1),
    "quizsite.accounts.jobs.encrypt_factor_secrets": timedelta(days=1),
    "contests.jobs.look_for_doubles": timedelta(minutes=10),
    "contests.integrity.jobs.look_at_closed_rounds": timedelta(minutes=15),
    "contests.analysis.jobs.analyse_closed_rounds": timedelta(minutes=15),
    "contests.written.sieve.jobs.sieve_closed_rounds": timedelta(minutes=15),
    "contests.jobs.forget_marks": timedelta(days=1),
    "contests.surveys.jobs.mix_responses": timedelta(hours=1),
    "contests.initiatives.jobs.remind_of_replies": timedelta(hours=6),
    "contests.initiatives.jobs.look_after_files": timedelta(minutes=5),
    "contests.written.jobs.remove_old_uploads": timedelta(hours=6),
    "contests.written.jobs.scan_waiting_files": timedelta(minutes=5),
    "contests.judging.jobs.look_after_panels": timedelta(minutes=5),
    "quizsite.accounts.jobs.apply_retention": timedelta(days=1),
}
