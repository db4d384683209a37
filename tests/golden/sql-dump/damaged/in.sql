-- phpMyAdmin SQL Dump
INSERT INTO `note` (`id`, `text`) VALUES
(1, 'fine'),
(2, 'it's not escaped'),
(3, 'too', 'many'),
(4, 'fine again');
this line belongs to nothing
INSERT INTO `note` (`id`, `text`) VALUES (5, 'after the damage');
INSERT INTO `note` SELECT id, text FROM old_note;
UPDATE `note` SET `text` = '' WHERE `id` = 1;
INSERT INTO `note` (`id`, `text`) VALUES (6, 'never closed);
