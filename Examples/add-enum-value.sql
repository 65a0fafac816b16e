ALTER TYPE mood ADD VALUE 'so so' AFTER 'good';
