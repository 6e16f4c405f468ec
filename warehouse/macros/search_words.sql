-- search_words(text): the words of a text as the search index has them: lower case, without marks, in order.
CREATE OR REPLACE MACRO search_words(text) AS string_split(
    trim(
        regexp_replace(replace(strip_accents(lower(nfc_normalize(text))), 'đ', 'd'), '[^\pL\pN]+', ' ', 'g')
    ),
    ' '
)
