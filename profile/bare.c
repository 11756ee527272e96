/* bare.c - blobs without inserted lines. */
#include "profile/bare.h"

#include "instrument/strip.h"
#include "profile/blobid.h"

#include <string.h>

leaf_err bare_begin(struct bare *bare, struct profile *profile, struct home *home)
{
	*bare = (struct bare){ .profile = profile, .home = home };
	LEAF_TRY(gitcat_start(&bare->cat, &profile->git));
	for (size_t i = 0; i < profile->rows.list.n; i++) {
		const struct row *row = &profile->rows.list.items[i];
		for (int which = 0; which < ROWS_IMAGES; which++) {
			const struct row_image *image = &row->images[which];
			if (image->id && strcmp(image->id, image->fixed) != 0)
				LEAF_TRY(oidmap_put(&bare->blobs, image->fixed, image->id));
		}
	}
	return LEAF_E_OK;
}

void bare_end(struct bare *bare)
{
	leaf_err stopped = gitimport_stop(&bare->import); /* what matters has been flushed */
	(void)stopped;
	gitcat_stop(&bare->cat);
	oidmap_release(&bare->blobs);
	oidmap_release(&bare->commits);
	leaf__buf_release(&bare->bytes);
	leaf__buf_release(&bare->stripped);
}

leaf_err bare_flush(struct bare *bare)
{
	return gitimport_stop(&bare->import);
}

static leaf_err strip_blob(char id[BLOBID_SIZE], struct bare *bare, const char *blob,
			   const char *path)
{
	struct strip_counts counts;
	bool foreign;
	snprintf(id, BLOBID_SIZE, "%s", blob);
	leaf__buf_clear(&bare->bytes);
	leaf__buf_clear(&bare->stripped);
	LEAF_TRY(gitcat_one(&bare->bytes, &bare->cat, blob));
	if (!home_is_suspect(bare->bytes.data, bare->bytes.len))
		return LEAF_E_OK;
	LEAF_TRY(home_is_foreign(&foreign, bare->home, bare->profile, path));
	if (foreign)
		return LEAF_E_OK;
	LEAF_TRY(strip_text(&bare->stripped, &counts, bare->bytes.data, bare->bytes.len));
	const char *bytes = bare->stripped.data ? bare->stripped.data : "";
	if (bare->stripped.len == bare->bytes.len)
		return LEAF_E_OK;
	blobid_of(id, bytes, bare->stripped.len, bare->profile->git.sha256);
	return gitimport_blob(&bare->import, &bare->profile->git, bytes, bare->stripped.len);
}

leaf_err bare_blob(const char **id, struct bare *bare, const char *blob, const char *path)
{
	char stripped[BLOBID_SIZE];
	*id = oidmap_get(&bare->blobs, blob);
	if (*id)
		return LEAF_E_OK;
	if (oidmap_get(&bare->home->known, blob)) {
		*id = blob;
		return LEAF_E_OK;
	}
	LEAF_TRY(strip_blob(stripped, bare, blob, path));
	LEAF_TRY(oidmap_put(&bare->blobs, blob, stripped));
	*id = oidmap_get(&bare->blobs, blob);
	return LEAF_E_OK;
}
