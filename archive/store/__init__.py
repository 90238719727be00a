"""Every write of the archive. Each is one transaction that also marks what is due and wakes its stage."""

from archive.store.articles import (
    Keeping,
    Outcome,
    Saved,
    article_save_many,
    collection_named,
    regroup_copies,
    source_named,
)
from archive.store.authority import Loaded, authority_load, authority_version, tag_again, tag_untagged
from archive.store.due import (
    gone_done,
    gone_take,
    index_batch_done,
    index_batch_take,
    mark_index_due,
    tag_batch_take,
    wake_index,
    wake_tag,
    writer_lock,
)
from archive.store.generations import commit_number_raise, generation_begin, generation_publish
from archive.store.runs import (
    Undone,
    article_withdraw,
    collection_remove,
    reject,
    reject_settled,
    run_begin,
    run_count,
    run_finish,
    run_undo,
)
from archive.store.sources import collection_save, source_save
from archive.store.tags import FindPlace, tag_failed, tags_write

__all__ = [
    "FindPlace",
    "Keeping",
    "Loaded",
    "Outcome",
    "Saved",
    "Undone",
    "article_save_many",
    "article_withdraw",
    "authority_load",
    "authority_version",
    "collection_named",
    "collection_remove",
    "collection_save",
    "commit_number_raise",
    "generation_begin",
    "generation_publish",
    "gone_done",
    "gone_take",
    "index_batch_done",
    "index_batch_take",
    "mark_index_due",
    "regroup_copies",
    "reject",
    "reject_settled",
    "run_begin",
    "run_count",
    "run_finish",
    "run_undo",
    "source_named",
    "source_save",
    "tag_again",
    "tag_batch_take",
    "tag_failed",
    "tag_untagged",
    "tags_write",
    "wake_index",
    "wake_tag",
    "writer_lock",
]
