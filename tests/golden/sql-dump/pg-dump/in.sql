--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.visit (
    id integer NOT NULL,
    started timestamp(0) without time zone DEFAULT now() NOT NULL,
    note text
);
COMMENT ON COLUMN public.visit.note IS 'free text of the nurse';
CREATE TABLE archive.visit (id integer, note text);
CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $body$
BEGIN
    NEW.started := now(); RETURN NEW;
END;
$body$;
COPY public.visit (id, started, note) FROM stdin;
1	2014-03-01 08:30:00	tab\there, backslash \\, two\nlines
2	2014-03-02 09:00:00	\N
3	2014-03-03 10:00:00
\.
INSERT INTO archive.visit VALUES (9, E'it\'s "old"'), (10, 'C:\temp') ON CONFLICT DO NOTHING;
INSERT INTO public.staff (id, since, code) VALUES (1, '1999-01-31'::date, nextval('public.code'::regclass));
ALTER TABLE ONLY public.visit
    ADD CONSTRAINT visit_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX visit_started ON public.visit USING btree (started);
CREATE TRIGGER touch_visit BEFORE UPDATE ON public.visit FOR EACH ROW EXECUTE FUNCTION public.touch();
