"""How far the job of a workspace has come, for one open page: only what has changed is told."""

import json
from dataclasses import dataclass, field

from docgen.web.job_folder import JobFollower
from docgen.web.job_view import JobView
from docgen.web.jobs import PageJob
from docgen.web.package_view import STEP_OF
from docgen.web.rendering import PageServer


@dataclass
class JobNews:
    """Follows the newest job of a workspace."""

    page: PageServer
    workspace: str
    _job: PageJob | None = None
    _follower: JobFollower | None = None
    _starts: int = -1
    _told: str = field(default="")

    def look(self) -> str:
        """What is new, as a server-sent event; empty where nothing is."""
        jobs = self.page.jobs
        if self._starts != jobs.starts:
            self._starts = jobs.starts
            self._job = jobs.newest(self.workspace)
            self._follower = JobFollower(self._job.folder) if self._job else None
        elif self._job and self._follower and (self._job.running or self._job.lost):
            self._job = jobs.see_again(self._job, self._follower)
        if self._job is None:
            return ""
        written = f"event: job\ndata: {json.dumps(self._tell(self._job), ensure_ascii=False)}\n\n"
        if written == self._told:
            return ""
        self._told = written
        return written

    def _tell(self, job: PageJob) -> dict[str, object]:
        view = JobView(job)
        template = self.page.templates.get_template("job.html")
        question = view.question
        return {
            "key": job.spec.name,
            "step": STEP_OF[job.spec.kind],
            "running": job.running,
            "title": view.title,
            "sign": view.sign,
            "question": question.number if question else 0,
            "file": question.file if question else "",
            "wrong": question.wrong if question else 0,
            "html": template.render(job=view),
        }
